package io.kaicd.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import java.time.Instant;

/** Puts in what OpenAI's clients expect and an upstream may have left out. */
final class Completions {
  private Completions() {}

  static ObjectNode complete(JsonNode reply, String object, String callId, String model) {
    ObjectNode full = Json.shared().createObjectNode();
    full.put("id", "chatcmpl-" + callId);
    full.put("object", object);
    full.put("created", Instant.now().getEpochSecond());
    full.put("model", model);
    if (reply instanceof ObjectNode fields) {
      full.setAll(fields);
    }
    return full;
  }
}

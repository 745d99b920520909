package io.kaicd.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/**
 * Embeddings in OpenAI's shapes, in the encoding that was asked for, whatever the upstream chose.
 */
final class Embeddings {
  private Embeddings() {}

  static byte[] request(JsonNode input, ConnectorConfig config) {
    return Json.bytes(Chat.request(input, config));
  }

  static JsonNode reply(JsonNode input, JsonNode reply) {
    JsonNode data = reply.path("data");
    if (reply.has("error") && !data.isArray()) {
      throw UpstreamErrors.inReply(reply).asException();
    }
    int wanted = input.path("input").isArray() ? input.path("input").size() : 1;
    if (!data.isArray() || data.size() != wanted) {
      throw UpstreamErrors.notTheApi("the upstream's reply has not one embedding for each input")
          .asException();
    }
    boolean base64 = input.path("encoding_format").asText("float").equals("base64");
    ObjectNode shaped = JsonNodeFactory.instance.objectNode();
    shaped.put("object", "list");
    ArrayNode shapedData = shaped.putArray("data");
    for (int i = 0; i < data.size(); i++) {
      JsonNode item = data.get(i);
      shapedData
          .addObject()
          .put("object", "embedding")
          .put("index", item.path("index").asInt(i))
          .set("embedding", encoded(item.path("embedding"), base64));
    }
    String model = reply.path("model").asText("");
    shaped.put("model", model.isEmpty() ? input.path("model").asText("") : model);
    if (reply.path("usage").isObject()) {
      shaped.set("usage", reply.get("usage"));
    }
    return shaped;
  }

  private static JsonNode encoded(JsonNode embedding, boolean base64) {
    if (embedding.isArray() && !embedding.isEmpty()) {
      return base64 ? packed(embedding) : numbers(embedding);
    }
    if (embedding.isTextual()) {
      ByteBuffer floats = unpacked(embedding.asText());
      return base64 ? embedding : numbers(floats);
    }
    throw bad();
  }

  private static JsonNode numbers(JsonNode array) {
    for (JsonNode value : array) {
      if (!value.isNumber()) {
        throw bad();
      }
    }
    return array;
  }

  private static JsonNode packed(JsonNode array) {
    ByteBuffer bytes =
        ByteBuffer.allocate(array.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (JsonNode value : array) {
      float number = value.floatValue();
      if (!value.isNumber() || !Float.isFinite(number)) {
        throw bad();
      }
      bytes.putFloat(number);
    }
    return JsonNodeFactory.instance.textNode(Base64.getEncoder().encodeToString(bytes.array()));
  }

  private static ByteBuffer unpacked(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (bytes.length == 0 || bytes.length % Float.BYTES != 0) {
        throw bad();
      }
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IllegalArgumentException e) {
      throw bad();
    }
  }

  private static ArrayNode numbers(ByteBuffer floats) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(floats.remaining() / Float.BYTES);
    while (floats.hasRemaining()) {
      float number = floats.getFloat();
      if (!Float.isFinite(number)) {
        throw bad();
      }
      array.add(number);
    }
    return array;
  }

  private static RejectedException bad() {
    return UpstreamErrors.notTheApi("the upstream sent an embedding that is not one").asException();
  }
}

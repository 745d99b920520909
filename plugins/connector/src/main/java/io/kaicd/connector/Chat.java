package io.kaicd.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;

/** Chat in OpenAI's shapes: what is sent, and whether what comes back is what it should be. */
final class Chat {
  private Chat() {}

  static byte[] unary(JsonNode input, ConnectorConfig config) {
    ObjectNode request = request(input, config);
    request.remove("stream_options");
    return Json.bytes(request);
  }

  static byte[] streamed(JsonNode input, ConnectorConfig config) {
    ObjectNode request = request(input, config);
    request.put("stream", true);
    if (config.streamUsage()) {
      ObjectNode options = JsonNodeFactory.instance.objectNode();
      if (request.get("stream_options") instanceof ObjectNode given) {
        options.setAll(given);
      }
      request.set("stream_options", options.put("include_usage", true));
    }
    return Json.bytes(request);
  }

  /**
   * A shallow copy, since the input is not ours to change and the prompt in it may be long. What
   * {@code extra} holds is added; it replaces nothing that the contract has a field for.
   */
  static ObjectNode request(JsonNode input, ConnectorConfig config) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.setAll((ObjectNode) input);
    JsonNode extra = request.remove("extra");
    if (!request.has("model") && !config.models().isEmpty()) {
      request.put("model", config.models().getFirst());
    }
    if (extra != null) {
      extra.propertyStream().forEach(e -> request.putIfAbsent(e.getKey(), e.getValue()));
      request.remove("stream"); // how it is answered is the caller's mode, not an option
    }
    return request;
  }

  static JsonNode reply(JsonNode reply) {
    if (reply.has("error") && !reply.has("choices")) {
      throw UpstreamErrors.inReply(reply).asException();
    }
    if (!reply.path("choices").isArray()) {
      throw UpstreamErrors.notTheApi("the upstream's reply has no choices").asException();
    }
    for (JsonNode choice : reply.get("choices")) {
      if (!choice.path("message").isObject()) {
        throw UpstreamErrors.notTheApi("the upstream's reply has a choice without a message")
            .asException();
      }
    }
    return reply;
  }

  static JsonNode chunk(JsonNode chunk) {
    JsonNode error = chunk.path("error");
    if (!error.isMissingNode() && !error.isNull()) {
      throw UpstreamErrors.inStream(chunk).asException();
    }
    if (chunk instanceof ObjectNode object && object.path("choices").isNull()) {
      object.putArray("choices"); // so written where there is usage only
    }
    if (!chunk.path("choices").isArray()) {
      throw UpstreamErrors.notTheApi("the upstream's stream holds what is no chat chunk")
          .asException();
    }
    return chunk;
  }

  /** Whether a chunk says that its choice is finished. */
  static boolean finishes(JsonNode chunk) {
    for (JsonNode choice : chunk.get("choices")) {
      if (!choice.path("finish_reason").asText("").isEmpty()) {
        return true;
      }
    }
    return false;
  }
}

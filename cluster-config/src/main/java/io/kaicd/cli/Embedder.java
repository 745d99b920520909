package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

/**
 * Turns texts into vectors.
 *
 * @param model empty for that of the node's default service
 */
record Embedder(NodeClient client, String model) {

  /** A vector a text, in their order. */
  List<ArrayNode> embed(List<String> texts) throws Refused, Unreachable, InterruptedException {
    ObjectNode ask = Json.shared().createObjectNode();
    texts.forEach(ask.putArray("input")::add);
    ask.put("encoding_format", "base64"); // a quarter of the bytes
    if (!model.isEmpty()) {
      ask.put("model", model);
    }
    JsonNode data = client.call("embedding", "embed", ask).path("data");
    ArrayNode[] vectors = new ArrayNode[texts.size()];
    for (JsonNode item : data) {
      int index = item.path("index").asInt(-1);
      if (index >= 0 && index < vectors.length) {
        vectors[index] = vector(item.path("embedding"));
      }
    }
    for (ArrayNode vector : vectors) {
      if (vector == null) {
        throw new Refused(
            Json.shared()
                .createObjectNode()
                .put("code", "upstream.invalid")
                .put("detail", "the embedding service answered with fewer vectors than texts")
                .put("remedy", "Try again; name another model with --model"));
      }
    }
    return List.of(vectors);
  }

  private static ArrayNode vector(JsonNode embedding) {
    if (embedding instanceof ArrayNode numbers) {
      return numbers; // an upstream that does not know base64
    }
    var floats =
        ByteBuffer.wrap(Base64.getDecoder().decode(embedding.asText()))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    ArrayNode vector = Json.shared().createArrayNode();
    while (floats.hasRemaining()) {
      vector.add(floats.get());
    }
    return vector;
  }
}

package io.kaicd.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** The reply of {@code embed} as it grows, in OpenAI's shape. */
final class EmbedReply {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final boolean base64;
  private final ArrayNode data = JSON.arrayNode();
  private long tokens;

  EmbedReply(boolean base64) {
    this.base64 = base64;
  }

  /** The next text's vector. */
  void add(float[] vector, int itsTokens) {
    tokens += itsTokens;
    ObjectNode one = data.addObject().put("object", "embedding").put("index", data.size() - 1);
    one.set("embedding", base64 ? text(vector) : numbers(vector));
  }

  JsonNode whole() {
    ObjectNode reply = JSON.objectNode().put("object", "list");
    reply.set("data", data);
    reply.put("model", Model.NAME);
    reply.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    return reply;
  }

  /** 32-bit floats, little-endian. */
  private static JsonNode text(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return TextNode.valueOf(Base64.getEncoder().encodeToString(bytes.array()));
  }

  private static JsonNode numbers(float[] vector) {
    ArrayNode numbers = JSON.arrayNode(vector.length);
    for (float x : vector) {
      numbers.add(x);
    }
    return numbers;
  }
}

package io.kaicd.actors.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * About how many bytes a value takes, counted by walking it and given up past a limit. Numbers
 * count nine bytes, their longest form in CBOR, so that what is found small enough is.
 */
public final class WireSize {
  private static final int NUMBER = 9;
  private static final int HEAD = 5;

  private WireSize() {}

  /** The size, or more than the limit when it is past it. */
  public static long of(JsonNode node, long limit) {
    return add(node, 0, limit);
  }

  private static long add(JsonNode node, long before, long limit) {
    long sum = before;
    switch (node.getNodeType()) {
      case OBJECT -> {
        sum += HEAD;
        for (Map.Entry<String, JsonNode> entry : ((ObjectNode) node).properties()) {
          sum = add(entry.getValue(), sum + entry.getKey().length() + 2, limit);
          if (sum > limit) {
            return sum;
          }
        }
      }
      case ARRAY -> {
        ArrayNode array = (ArrayNode) node;
        sum += HEAD;
        for (int i = 0; i < array.size(); i++) {
          sum = add(array.get(i), sum, limit);
          if (sum > limit) {
            return sum;
          }
        }
      }
      case STRING -> sum += HEAD + utf8(node.textValue(), limit - sum);
      case NUMBER ->
          sum += node.isBigInteger() ? node.bigIntegerValue().bitLength() / 8 + HEAD : NUMBER;
      default -> sum += 1;
    }
    return sum;
  }

  private static long utf8(String text, long limit) {
    int length = text.length();
    if (length > limit) {
      return length;
    }
    long bytes = length;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return bytes;
  }
}

package io.kaicd.contract.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** JSON with its keys in order, so that equal documents have equal bytes and equal digests. */
public final class Canonical {
  private Canonical() {}

  public static JsonNode of(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode sorted = JsonNodeFactory.instance.objectNode();
        object
            .propertyStream()
            .sorted(java.util.Map.Entry.comparingByKey())
            .forEach(e -> sorted.set(e.getKey(), of(e.getValue())));
        yield sorted;
      }
      case ArrayNode array -> {
        ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
        array.forEach(item -> copy.add(of(item)));
        yield copy;
      }
      default -> node;
    };
  }

  /** {@code sha256:<hex>} of the canonical bytes. */
  public static String digest(JsonNode node) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(Json.bytes(of(node)));
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

package io.kaicd.contract.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * JSON merge patch (RFC 7396), and the laying of one document over another. Nothing given is
 * changed; what comes back shares the parts that stayed.
 */
public final class MergePatch {
  private MergePatch() {}

  /** Members of a patch replace, objects member by member, and {@code null} takes away. */
  public static JsonNode apply(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch;
    }
    ObjectNode result = copy(target);
    for (var change : changes.properties()) {
      if (change.getValue().isNull()) {
        result.remove(change.getKey());
      } else {
        result.set(change.getKey(), apply(result.path(change.getKey()), change.getValue()));
      }
    }
    return result;
  }

  /**
   * The patch that makes the one document of the other.
   *
   * @param after without {@code null} as a member of an object, which no patch can say
   */
  public static JsonNode between(JsonNode before, JsonNode after) {
    if (!(before instanceof ObjectNode was) || !(after instanceof ObjectNode is)) {
      return after;
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    was.fieldNames()
        .forEachRemaining(
            name -> {
              if (!is.has(name)) {
                patch.putNull(name);
              }
            });
    for (var member : is.properties()) {
      JsonNode had = was.path(member.getKey());
      if (!had.equals(member.getValue())) {
        patch.set(member.getKey(), between(had, member.getValue()));
      }
    }
    return patch;
  }

  /** A layer over another: objects member by member, all else replaces, {@code null} too. */
  public static JsonNode over(JsonNode lower, JsonNode upper) {
    if (!(lower instanceof ObjectNode) || !(upper instanceof ObjectNode members)) {
      return upper;
    }
    ObjectNode result = copy(lower);
    for (var member : members.properties()) {
      JsonNode under = result.path(member.getKey());
      result.set(member.getKey(), over(under, member.getValue()));
    }
    return result;
  }

  private static ObjectNode copy(JsonNode node) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    return node instanceof ObjectNode object ? copy.setAll(object) : copy;
  }
}

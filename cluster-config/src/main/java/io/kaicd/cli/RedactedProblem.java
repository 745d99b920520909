package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.redaction.Redaction;

/**
 * A problem as it is printed: a terminal's history, a build's log and a report are sinks, too, and
 * the texts may be those of a library or of another version of the host.
 */
final class RedactedProblem {
  private RedactedProblem() {}

  static JsonNode of(JsonNode problem) {
    return switch (problem) {
      case TextNode text -> TextNode.valueOf(Redaction.redacted(text.textValue()));
      case ObjectNode object -> {
        ObjectNode copy = Json.shared().createObjectNode();
        object.properties().forEach(field -> copy.set(field.getKey(), of(field.getValue())));
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = Json.shared().createArrayNode();
        array.forEach(item -> copy.add(of(item)));
        yield copy;
      }
      default -> problem;
    };
  }
}

package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * The schema of a part of a configuration: each value as before, and none required. A layer is such
 * a part; what all layers come to is checked against the whole schema. Inside an array all is as
 * before, since a layer replaces an array as a whole.
 */
final class PartialSchema {
  private static final int DEEPEST = 32;

  /** Rules that can ask for one key because of another, which may stand in another layer. */
  private static final Set<String> ABOUT_OTHERS =
      Set.of(
          "required",
          "minProperties",
          "dependentRequired",
          "dependentSchemas",
          "dependencies",
          "if",
          "then",
          "else",
          "anyOf",
          "oneOf",
          "not",
          "unevaluatedProperties",
          "$ref",
          "$dynamicRef",
          "default");

  private PartialSchema() {}

  static JsonNode of(JsonNode schema) {
    return of(schema, schema, 0);
  }

  private static JsonNode of(JsonNode root, JsonNode schema, int depth) {
    if (!(schema instanceof ObjectNode rules)) {
      return schema;
    }
    if (depth > DEEPEST) { // a schema that refers to itself
      return BooleanNode.TRUE;
    }
    ObjectNode part = JsonNodeFactory.instance.objectNode();
    for (var rule : rules.properties()) {
      String name = rule.getKey();
      switch (name) {
        case "properties", "patternProperties" ->
            part.set(name, each(root, rule.getValue(), depth));
        case "additionalProperties" -> part.set(name, of(root, rule.getValue(), depth + 1));
        case "allOf" -> {
          var all = part.putArray(name);
          rule.getValue().forEach(one -> all.add(of(root, one, depth + 1)));
        }
        default -> {
          if (!ABOUT_OTHERS.contains(name)) {
            part.set(name, rule.getValue());
          }
        }
      }
    }
    String reference = rules.path("$ref").asText();
    if (reference.startsWith("#/")) {
      JsonNode target = root.at(reference.substring(1));
      var all = part.withArray("/allOf");
      all.add(target.isMissingNode() ? BooleanNode.TRUE : of(root, target, depth + 1));
    }
    return part;
  }

  private static JsonNode each(JsonNode root, JsonNode schemas, int depth) {
    ObjectNode parts = JsonNodeFactory.instance.objectNode();
    for (var one : schemas.properties()) {
      parts.set(one.getKey(), of(root, one.getValue(), depth + 1));
    }
    return parts;
  }
}

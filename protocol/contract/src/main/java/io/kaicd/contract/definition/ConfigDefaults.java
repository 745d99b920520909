package io.kaicd.contract.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Fills in what a service's configuration leaves to the definition's schema. */
public final class ConfigDefaults {
  private ConfigDefaults() {}

  /** A copy of the configuration with the defaults of the schema's properties, at every depth. */
  public static JsonNode fill(JsonNode schema, JsonNode config) {
    ObjectNode filled =
        config.isObject() ? config.deepCopy() : JsonNodeFactory.instance.objectNode();
    for (var property : schema.path("properties").properties()) {
      JsonNode rule = property.getValue();
      if (!filled.has(property.getKey()) && rule.has("default")) {
        filled.set(property.getKey(), rule.get("default").deepCopy());
      }
      JsonNode value = filled.path(property.getKey());
      if (value.isObject() && rule.path("properties").isObject()) {
        filled.set(property.getKey(), fill(rule, value));
      }
    }
    return filled;
  }
}

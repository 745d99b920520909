package io.kaicd.actors.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Fills in what a service's configuration leaves to its schema. */
final class ConfigDefaults {
  private ConfigDefaults() {}

  /** A copy of the configuration with the defaults of the schema's properties, at every depth. */
  static JsonNode fill(JsonNode schema, JsonNode config) {
    ObjectNode filled =
        config.isObject() ? config.deepCopy() : JsonNodeFactory.instance.objectNode();
    schema
        .path("properties")
        .propertyStream()
        .forEach(
            property -> {
              String name = property.getKey();
              JsonNode rule = property.getValue();
              if (!filled.has(name) && rule.has("default")) {
                filled.set(name, rule.get("default").deepCopy());
              }
              JsonNode value = filled.path(name);
              if (value.isObject() && rule.path("properties").isObject()) {
                filled.set(name, fill(rule, value));
              }
            });
    return filled;
  }
}

package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.configuration.MergePatch;

/**
 * The defaults of a schema as a layer of their own, which {@link
 * io.kaicd.contract.definition.ConfigDefaults} only fills in: so that it can be told what hides
 * them, and so that something can lie below.
 */
final class SchemaDefaults {
  private SchemaDefaults() {}

  /**
   * @param held all layers but this one: defaults inside an object count where the object is there
   * @param above the layers above this one: a default that is an object gives way as a whole
   */
  static ObjectNode of(JsonNode schema, JsonNode held, JsonNode above) {
    ObjectNode defaults = JsonNodeFactory.instance.objectNode();
    for (var property : schema.path("properties").properties()) {
      String name = property.getKey();
      JsonNode rule = property.getValue();
      JsonNode fallback = rule.path("default");
      boolean givesWay = fallback.isObject() && above.path(name).isObject();
      if (rule.has("default") && !givesWay) {
        defaults.set(name, fallback);
      }
      JsonNode inside = held.has(name) ? held.path(name) : fallback;
      if (inside.isObject() && rule.path("properties").isObject()) {
        JsonNode given = above.has(name) || givesWay ? above.path(name) : fallback;
        ObjectNode nested = of(rule, inside, given);
        if (!nested.isEmpty()) {
          JsonNode whole = defaults.path(name);
          defaults.set(name, whole.isObject() ? MergePatch.over(nested, whole) : nested);
        }
      }
    }
    return defaults;
  }
}

package io.kaicd.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;

/** Configurations as the host hands them over: with the schema's defaults filled in. */
final class Configs {
  private Configs() {}

  static ObjectNode defaults(JsonNode definition) {
    ObjectNode config = Json.shared().createObjectNode();
    definition
        .at("/config/properties")
        .propertyStream()
        .filter(property -> property.getValue().has("default"))
        .forEach(
            property ->
                config.set(property.getKey(), property.getValue().get("default").deepCopy()));
    return config;
  }

  static ConnectorConfig config(String... models) {
    ObjectNode config =
        defaults(new ConnectorPlugin().definitions().getFirst()).put("baseUrl", "http://up/v1");
    for (String model : models) {
      config.withArray("models").add(model);
    }
    return ConnectorConfig.of(config);
  }
}

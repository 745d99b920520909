package io.kaicd.actors.egress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.ServiceSpec;
import java.util.Map;

/** Definitions and services as the tests of the egress need them. */
final class Definitions {
  private Definitions() {}

  static ServiceDefinition allowing(String... egress) {
    return of(Json.shared().createArrayNode(), egress);
  }

  /** With one secret, which is sent in this place. */
  static ServiceDefinition wanting(
      String in, String name, String template, boolean required, String... egress) {
    ArrayNode secrets = Json.shared().createArrayNode();
    ObjectNode secret = secrets.addObject().put("name", "apiKey").put("required", required);
    secret.putObject("send").put("in", in).put("name", name).put("template", template);
    return of(secrets, egress);
  }

  private static ServiceDefinition of(JsonNode secrets, String... egress) {
    JsonNode base =
        Json.parse(
            """
            {"id":"x","version":"1.0.0","host":"^1.0.0","title":"X","category":"llm",
             "implementation":{"plugin":"connector","version":"^1.0.0"},
             "capabilities":[{"id":"llm_chat","version":"1.0.0"}]}""");
    ObjectNode document = (ObjectNode) base;
    ArrayNode allowed = document.putArray("egress");
    for (String one : egress) {
      allowed.add(one);
    }
    document.set("secrets", secrets);
    return read(document, ServiceDefinition.class);
  }

  static ServiceSpec spec(Map<String, String> secrets) {
    ObjectNode document = Json.shared().createObjectNode().put("definition", "x@^1");
    ObjectNode named = document.putObject("secrets");
    secrets.forEach((name, variable) -> named.putObject(name).put("env", variable));
    return read(document, ServiceSpec.class);
  }

  private static <T> T read(JsonNode document, Class<T> type) {
    try {
      return Json.shared().treeToValue(document, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

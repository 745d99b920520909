package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.actors.configuration.ConfigurationEvent.By;
import io.kaicd.actors.journal.Anchor;
import io.kaicd.actors.journal.SpaceGuard;
import io.kaicd.actors.journal.StreamGround;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.configuration.ChangeOptions;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ServiceSpec;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Services to configure, and who configures them. */
final class Samples {
  static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");
  static final By BY = new By("k1", START, "because");
  static final ConfigurationLimits LIMITS = new ConfigurationLimits(10, 4, 4_000, 8);

  /** Knows most kinds of rules; wants a base URL and a secret. */
  static final ServiceDefinition CHAT =
      definition(
          """
          {"id":"chat","version":"1.0.0","host":"^1.0.0","title":"Chat","category":"llm",
           "implementation":{"plugin":"connector","version":"^1.0.0"},
           "capabilities":[{"id":"llm_chat","version":"1.0.0"}],
           "secrets":[{"name":"apiKey","required":false,
             "send":{"in":"header","name":"Authorization","template":"Bearer {value}"}}],
           "config":{"type":"object","required":["baseUrl"],"additionalProperties":false,
             "properties":{
               "baseUrl":{"type":"string","minLength":1},
               "region":{"type":"string"},
               "timeout":{"type":"string","default":"PT60S"},
               "maxInFlight":{"type":"integer","minimum":1,"default":64},
               "ratio":{"type":"number"},
               "models":{"type":"array","items":{"type":"object","required":["id"],
                 "properties":{"id":{"type":"string"}}}},
               "retry":{"$ref":"#/$defs/retry"},
               "pool":{"type":"object","required":["size"],"additionalProperties":false,
                 "properties":{"size":{"type":"integer"},"idle":{"type":"integer","default":5}}}},
             "$defs":{"retry":{"type":"object","required":["max"],"additionalProperties":false,
               "properties":{"max":{"type":"integer"},"delay":{"type":"integer"}}}}}}
          """);

  /** Its schema is open. */
  static final ServiceDefinition OPEN =
      definition(
          """
          {"id":"open","version":"2.0.0","host":"^1.0.0","title":"Open","category":"other",
           "implementation":{"plugin":"connector","version":"^1.0.0"},
           "capabilities":[{"id":"health","version":"1.0.0"}],
           "secrets":[{"name":"token","required":false,"send":{"in":"query","name":"t"}}],
           "config":{"type":"object"}}
          """);

  static final RegistryView REGISTRY =
      registry(
          service("gpu", CHAT, "{\"baseUrl\":\"http://gpu\",\"pool\":{\"size\":1}}"),
          service("cpu", CHAT, "{\"baseUrl\":\"http://cpu\",\"maxInFlight\":2}"),
          service("box", OPEN, "{}"));

  private Samples() {}

  static ServiceDefinition definition(String text) {
    return Json.shared().convertValue(Json.parse(text), ServiceDefinition.class);
  }

  static ServiceView service(String id, ServiceDefinition definition, String config) {
    ObjectNode spec = Json.shared().createObjectNode().put("definition", definition.id());
    spec.set("config", Json.parse(config));
    return new ServiceView(
        id, 1, 1, Json.shared().convertValue(spec, ServiceSpec.class), definition, "", List.of());
  }

  static RegistryView registry(ServiceView... services) {
    Map<String, ServiceView> all = new LinkedHashMap<>();
    for (ServiceView service : services) {
      all.put(service.id(), service);
    }
    return new RegistryView(1, Map.of(), all, Map.of());
  }

  static ChangeOptions options(Precondition precondition) {
    return new ChangeOptions(
        new Caller("k1", Set.of(Caller.ADMIN)), precondition, "because", false);
  }

  /** Of an entity whose anchors are in a folder. */
  static StreamGround ground(Path data) {
    return new StreamGround(
        new Anchor(data.resolve("anchors"), "configuration"),
        new SpaceGuard(data, 0),
        Clock.systemUTC(),
        Duration.ofSeconds(20),
        broken -> {});
  }
}

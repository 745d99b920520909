package io.kaicd.actors.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.actors.registry.RegistryDecider.RegistryLimits;
import io.kaicd.actors.registry.RegistryEvent.By;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.contract.version.SemVer;
import io.kaicd.message.RegistryProtocol.Origin;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Definitions, services and their writers, as the tests of this room need them. */
final class Samples {
  static final By BY = new By("k1", Instant.parse("2026-01-02T03:04:05.678Z"));
  static final Origin LAPTOP = new Origin("laptop", "central", Set.of("disk"));
  static final WriteOptions PLAIN = options(Precondition.NONE);
  static final ContractCatalog CATALOG = ContractCatalog.bundled();
  static final Map<String, SemVer> PLUGINS = Map.of("connector", SemVer.of("1.2.0"));

  private Samples() {}

  static WriteOptions options(Precondition precondition) {
    return new WriteOptions(new Caller("k1", Set.of(Caller.ADMIN)), precondition, false);
  }

  static RegistryDecider decider() {
    return new RegistryDecider(
        new Fitness(CATALOG, PLUGINS), new RegistryLimits(256 * 1024, 20, 20), new ConfigSchemas());
  }

  /** A connector that wants a base URL. */
  static ObjectNode definition(String version) {
    return (ObjectNode)
        Json.parse(
            """
            {"id":"chat","version":"%s","host":"^1.0.0","title":"Chat","category":"llm",
             "implementation":{"plugin":"connector","version":"^1.0.0"},
             "capabilities":[{"id":"llm_chat","version":"1.0.0"},{"id":"health","version":"1.0.0"}],
             "offers":[{"key":"model","capabilities":["llm_chat"],"from":"llm_chat/list_models"}],
             "config":{"type":"object","required":["baseUrl"],"additionalProperties":false,
               "properties":{"baseUrl":{"type":"string"}}}}
            """
                .formatted(version));
  }

  /** A store whose data is a node's and that needs a disk. */
  static ObjectNode store(String version) {
    return (ObjectNode)
        Json.parse(
            """
            {"id":"store","version":"%s","host":"^1.0.0","title":"Store","category":"vectors",
             "implementation":{"plugin":"connector","version":"^1.0.0"},
             "needs":{"traits":["disk"]},"run":{"instances":"one","data":"node"},
             "capabilities":[{"id":"vector_database","version":"1.0.0"}]}
            """
                .formatted(version));
  }

  static ObjectNode service(String definition) {
    return (ObjectNode)
        Json.parse(
            """
            {"definition":"%s","config":{"baseUrl":"http://gpu.lan:8000/v1"},"labels":{"site":"home"}}
            """
                .formatted(definition));
  }

  static RegistryWrite install(ObjectNode document) {
    return new RegistryWrite.InstallDefinition(
        document.path("id").asText(), SemVer.of(document.path("version").asText()), document);
  }

  static RegistryWrite put(String id, ObjectNode document) {
    return new RegistryWrite.PutService(id, document);
  }

  static ReplicaStatus status(String service, String node, Phase phase, String... models) {
    return new ReplicaStatus(
        service, node, phase, 1, "closed", 0, 0, 0, Map.of("model", List.of(models)), null);
  }
}

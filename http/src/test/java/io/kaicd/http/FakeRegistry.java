package io.kaicd.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Canonical;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.InstalledDefinition;
import io.kaicd.contract.registry.NodeView;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.registry.Registry;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.ServiceSpec;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.contract.registry.WriteResult;
import io.kaicd.contract.version.SemVer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A registry in memory: enough of the rules to show every answer of the door. */
final class FakeRegistry implements Registry {
  final List<WriteOptions> writes = new ArrayList<>();
  private final Map<String, NavigableMap<SemVer, InstalledDefinition>> definitions =
      new HashMap<>();
  private final Map<String, ServiceView> services = new HashMap<>();

  static JsonNode definition(String id, String version, String host) {
    return Json.parse(
        """
        {"id":"%s","version":"%s","host":"%s","title":"T","category":"llm",
         "implementation":{"plugin":"connector","version":"^1.0.0"},
         "capabilities":[{"id":"llm_chat","version":"1.0.0"}],
         "needs":{"role":"any","traits":["gpu"]},
         "offers":[{"key":"model","capabilities":["llm_chat"]}]}
        """
            .formatted(id, version, host));
  }

  /** Whether another writer changes each service right after it was put. */
  boolean overtaken;

  /** What is said of each installation from now on. */
  List<String> notes = List.of();

  @Override
  public synchronized RegistryView view() {
    return new RegistryView(
        1,
        definitions,
        services,
        Map.of(
            "laptop", new NodeView("laptop", "127.0.0.1:1", "central", Set.of("gpu"), "up", true)));
  }

  @Override
  public synchronized CompletionStage<WriteResult> write(
      RegistryWrite write, WriteOptions options) {
    writes.add(options);
    return CompletableFuture.completedFuture(
        switch (write) {
          case RegistryWrite.InstallDefinition install -> install(install, options);
          case RegistryWrite.RemoveDefinition remove -> {
            var versions = definitions.getOrDefault(remove.id(), new TreeMap<>());
            yield versions.remove(remove.version()) == null
                ? refused(ErrorCode.DEFINITION_UNKNOWN)
                : new WriteResult.Written(2, 0, false, true);
          }
          case RegistryWrite.PutService put -> put(put, options);
          case RegistryWrite.RemoveService remove ->
              services.remove(remove.id()) == null
                  ? refused(ErrorCode.SERVICE_UNKNOWN)
                  : new WriteResult.Written(2, 0, false, true);
          case RegistryWrite.QuarantineService(var id, var reason) -> quarantine(id, reason);
          case RegistryWrite.ReleaseService(var id) -> quarantine(id, "");
        });
  }

  private static WriteResult refused(ErrorCode code) {
    return new WriteResult.Refused(code.reject("no"));
  }

  private WriteResult install(RegistryWrite.InstallDefinition install, WriteOptions options) {
    if (install.document().path("host").asText().startsWith("^2")) {
      return refused(ErrorCode.DEFINITION_DOES_NOT_FIT);
    }
    String digest = Canonical.digest(install.document());
    var versions = definitions.computeIfAbsent(install.id(), id -> new TreeMap<>());
    var before = versions.get(install.version());
    if (before != null) {
      return before.digest().equals(digest)
          ? new WriteResult.Written(1, 0, false, false)
          : refused(ErrorCode.DEFINITION_CONFLICT);
    }
    if (!options.dryRun()) {
      versions.put(
          install.version(),
          new InstalledDefinition(parse(install.document()), install.document(), digest));
    }
    return new WriteResult.Written(2, 0, true, true, notes);
  }

  private static ServiceDefinition parse(JsonNode document) {
    return Json.shared().convertValue(document, ServiceDefinition.class);
  }

  private WriteResult put(RegistryWrite.PutService put, WriteOptions options) {
    ServiceView before = services.get(put.id());
    long generation = before == null ? 0 : before.generation();
    switch (options.precondition()) {
      case Precondition.Generation(long wanted) when wanted != generation -> {
        return refused(ErrorCode.WRITE_STALE);
      }
      case Precondition.Absent _ when before != null -> {
        return refused(ErrorCode.WRITE_STALE);
      }
      default -> {}
    }
    if (!put.document().has("definition")) {
      return refused(ErrorCode.SERVICE_INVALID);
    }
    if (!options.dryRun()) {
      ServiceSpec spec = Json.shared().convertValue(put.document(), ServiceSpec.class);
      services.put(
          put.id(),
          new ServiceView(
              put.id(),
              generation + (overtaken ? 2 : 1),
              1,
              spec,
              parse(definition(spec.definitionId(), "1.0.0", "^1.0.0")),
              "",
              List.of(
                  new ReplicaStatus(
                      put.id(),
                      "laptop",
                      Phase.READY,
                      generation + 1,
                      "closed",
                      0,
                      0,
                      0,
                      Map.of("model", List.of("qwen3:8b", "org/big model")),
                      null))));
    }
    return new WriteResult.Written(2, generation + 1, before == null, true);
  }

  private WriteResult quarantine(String id, String reason) {
    ServiceView s = services.get(id);
    if (s == null) {
      return refused(ErrorCode.SERVICE_UNKNOWN);
    }
    services.put(
        id,
        new ServiceView(
            id, s.generation(), s.created(), s.spec(), s.definition(), reason, s.replicas()));
    return new WriteResult.Written(2, s.generation(), false, true);
  }
}

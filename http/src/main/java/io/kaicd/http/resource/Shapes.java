package io.kaicd.http.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.capability.CapabilityContract;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.InstalledDefinition;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.contract.registry.WriteResult;
import io.kaicd.http.reply.Problems;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The JSON of resources, as CONTRACT shows it. */
final class Shapes {
  private Shapes() {}

  static ObjectNode definition(InstalledDefinition installed) {
    var definition = installed.definition();
    ObjectNode node =
        Json.shared()
            .createObjectNode()
            .put("id", definition.id())
            .put("version", definition.version().toString())
            .put("title", definition.title())
            .put("category", definition.category())
            .put("host", definition.host().toString())
            .put("digest", installed.digest());
    var capabilities = node.putArray("capabilities");
    definition.capabilities().forEach(capability -> capabilities.add(capability.ref()));
    return node;
  }

  static ObjectNode capability(CapabilityContract contract, int services) {
    ObjectNode node =
        Json.shared()
            .createObjectNode()
            .put("id", contract.id())
            .put("version", contract.version().toString())
            .put("title", contract.title());
    contract.features().forEach(node.putArray("features")::add);
    var operations = node.putArray("operations");
    contract.operations().values().stream()
        .filter(operation -> !operation.internal())
        .map(operation -> operation.name())
        .sorted()
        .forEach(operations::add);
    return node.put("services", services);
  }

  static ObjectNode service(ServiceView service) {
    var spec = service.spec();
    ObjectNode node =
        Json.shared()
            .createObjectNode()
            .put("id", service.id())
            .put("generation", service.generation())
            .put("definition", spec.definition())
            .put("resolved", service.definition().ref())
            .put("enabled", spec.enabled());
    node.set("config", spec.config());
    node.set("secrets", Json.shared().valueToTree(spec.secrets()));
    node.putObject("placement")
        .put("node", spec.placement().pinned() ? spec.placement().node() : null);
    node.set("labels", Json.shared().valueToTree(spec.labels()));
    node.set("defaultFor", Json.shared().valueToTree(spec.defaultFor()));
    node.set("status", status(service));
    return node;
  }

  private static ObjectNode status(ServiceView service) {
    ObjectNode status =
        Json.shared()
            .createObjectNode()
            .put("phase", text(service.phase()))
            .put(
                "observed",
                service.replicas().stream().mapToLong(ReplicaStatus::observed).max().orElse(0));
    if (service.quarantined()) {
      status.put("quarantine", service.quarantine());
    }
    var replicas = status.putArray("replicas");
    for (ReplicaStatus replica : service.replicas()) {
      replicas
          .addObject()
          .put("node", replica.node())
          .put("phase", text(replica.phase()))
          .put("observed", replica.observed())
          .put("breaker", replica.breaker())
          .put("inFlight", replica.inFlight())
          .put("restarts", replica.restarts())
          .put("abandoned", replica.abandoned());
    }
    status.set("offers", Json.shared().valueToTree(service.offers()));
    status.set("lastProblem", problem(lastProblem(service)));
    return status;
  }

  private static @Nullable Rejection lastProblem(ServiceView service) {
    return service.replicas().stream()
        .sorted((a, b) -> b.phase().compareTo(a.phase())) // the sickest replica's first
        .map(ReplicaStatus::lastProblem)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable ObjectNode problem(@Nullable Rejection rejection) {
    return rejection == null ? null : Problems.document(rejection);
  }

  static String text(Phase phase) {
    return Json.shared().convertValue(phase, String.class);
  }

  static ObjectNode dryRun(WriteResult.Written written) {
    return dryRun(written.created(), written.changed(), written.notes());
  }

  /** What a change would come to; nothing was changed. */
  static ObjectNode dryRun(boolean created, boolean changed, List<String> notes) {
    ObjectNode reply =
        Json.shared()
            .createObjectNode()
            .put("dryRun", true)
            .put("created", created)
            .put("changed", changed);
    notes.forEach(reply.putArray("notes")::add);
    return reply;
  }
}

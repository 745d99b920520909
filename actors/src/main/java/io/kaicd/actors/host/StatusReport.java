package io.kaicd.actors.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.kaicd.actors.cluster.ServiceShards;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Canonical;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.ServiceView;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells the registry how the service is on this node, whenever that has changed. */
final class StatusReport {
  private final ServiceParts parts;
  private final Condition condition;
  private final ServiceReplicas replicas;
  private final Offers offers;
  private @Nullable ReplicaStatus published;
  private @Nullable ServiceView refused;
  private @Nullable ServiceView failed;
  private JsonNode digested = MissingNode.getInstance();
  private String digest = "";

  StatusReport(ServiceParts parts, Condition condition, ServiceReplicas replicas, Offers offers) {
    this.parts = parts;
    this.condition = condition;
    this.replicas = replicas;
    this.offers = offers;
  }

  void publish() {
    if (condition.state() instanceof Lifecycle.Stopped || parts.id().equals(ServiceShards.PROBE)) {
      withdraw();
      return;
    }
    ReplicaStatus status = status(replicas.current());
    if (!status.equals(published)) {
      published = status;
      parts.host().registry().publish(status);
    }
  }

  void withdraw() {
    if (published != null) {
      published = null;
      parts.host().registry().withdraw(parts.id());
    }
  }

  private ReplicaStatus status(@Nullable Replica replica) {
    return new ReplicaStatus(
        parts.id(),
        parts.host().node().id(),
        condition.state().phase(),
        replica == null ? registeredGeneration() : replica.observed().generation(),
        replica == null ? "closed" : replica.breaker().word(System.nanoTime()),
        replica == null ? 0 : replica.inFlight(),
        condition.restarts(),
        replica == null ? 0 : replica.threads().abandoned(),
        replica == null ? Map.of() : new HashMap<>(offers.of(replica)),
        condition.lastProblem(),
        replica == null ? "" : digest(replica.observed()),
        refused(replica));
  }

  private String refused(@Nullable Replica replica) {
    if (refused != null) {
      return Canonical.digest(ReplicaContext.config(refused));
    }
    // As it was tried: what is registered now may be newer, and have never been.
    return failed != null && replica == null && condition.state() instanceof Lifecycle.BackingOff
        ? Canonical.digest(ReplicaContext.config(failed))
        : "";
  }

  /** Of what it runs with; remembered, since a status is made often and a configuration is not. */
  @SuppressWarnings("ReferenceEquality") // another one is digested again, equal or not
  private String digest(ServiceView service) {
    if (digested != service.spec().config()) {
      digested = service.spec().config();
      digest = Canonical.digest(ReplicaContext.config(service));
    }
    return digest;
  }

  /**
   * @param service as it did not take, nothing when it runs as it should
   */
  void refused(@Nullable ServiceView service) {
    refused = service;
  }

  /**
   * @param service as it was when its replica failed
   */
  void failed(ServiceView service) {
    failed = service;
  }

  /** The generation that the registry holds, for want of a replica that has one. */
  private long registeredGeneration() {
    ServiceView service = registered();
    return service == null ? 0 : service.generation();
  }

  private @Nullable ServiceView registered() {
    return parts.host().registry().view().service(parts.id());
  }

  /**
   * @param problem nothing when that matter is well again
   */
  void problem(String about, @Nullable Rejection problem) {
    condition.problem(about, problem);
    publish();
  }

  /** An open breaker's rest ends by time alone, which changes the status too. */
  void breakerChanged() {
    Replica current = replicas.current();
    long rest = current == null ? 0 : current.breaker().rest(System.nanoTime());
    if (rest > 0) {
      parts
          .timers()
          .startSingleTimer("breaker", new ServiceEntity.BreakerChanged(), Duration.ofNanos(rest));
    }
    publish();
  }
}

package io.kaicd.actors.host;

import io.kaicd.actors.cluster.ServiceShards;
import io.kaicd.contract.error.Rejection;
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
        replica == null ? registered() : replica.observed().generation(),
        replica == null ? "closed" : replica.breaker().word(System.nanoTime()),
        replica == null ? 0 : replica.inFlight(),
        condition.restarts(),
        replica == null ? 0 : replica.threads().abandoned(),
        replica == null ? Map.of() : new HashMap<>(offers.of(replica)),
        condition.lastProblem());
  }

  /** The generation that the registry holds, for want of a replica that has one. */
  private long registered() {
    ServiceView service = parts.host().registry().view().service(parts.id());
    return service == null ? 0 : service.generation();
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

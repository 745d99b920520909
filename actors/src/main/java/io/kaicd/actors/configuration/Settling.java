package io.kaicd.actors.configuration;

import io.kaicd.contract.configuration.EffectiveConfiguration;
import io.kaicd.contract.configuration.ServiceConfiguration;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.ServiceView;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Watches the services that a change concerns until each has taken it or one has refused it. A
 * replica on another node, whose environment may change a value again, counts by its refusal alone.
 */
final class Settling {
  private final String node;
  private final EffectiveConfiguration wanted;
  private final SortedSet<String> waiting;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  sealed interface Outcome {}

  record Taken() implements Outcome {}

  /**
   * @param late the services that have neither taken nor refused it in time
   */
  record Late(Set<String> late) implements Outcome {}

  record Refused(String service, String node, Rejection why) implements Outcome {}

  Settling(String node, EffectiveConfiguration wanted, SortedSet<String> services) {
    this.node = node;
    this.wanted = wanted;
    this.waiting = new TreeSet<>(services);
  }

  CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  synchronized Late late() {
    return new Late(Set.copyOf(waiting));
  }

  /** Looks at what replicas say now. */
  synchronized void look(RegistryView registry) {
    for (String id : Set.copyOf(waiting)) {
      ServiceView service = registry.service(id);
      ServiceConfiguration configuration = wanted.service(id);
      if (service == null
          || configuration == null
          || !service.spec().enabled()
          || service.quarantined()) {
        waiting.remove(id);
        continue;
      }
      boolean taken = true;
      for (ReplicaStatus replica : service.replicas()) {
        String digest = configuration.digest();
        Rejection problem = replica.lastProblem();
        if (replica.refused().equals(digest) && problem != null) {
          outcome.complete(new Refused(id, replica.node(), problem));
          return;
        }
        taken &= replica.configured().equals(digest) || !replica.node().equals(node);
      }
      if (taken) {
        waiting.remove(id);
      }
    }
    if (waiting.isEmpty()) {
      outcome.complete(new Taken());
    }
  }
}

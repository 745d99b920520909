package io.kaicd.actors.configuration;

import io.kaicd.contract.configuration.EffectiveConfiguration;
import io.kaicd.contract.configuration.ServiceConfiguration;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.ServiceView;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Watches the services that a change concerns until each has taken it or one has refused it. Taken
 * is what serves with it, on every node that runs a replica. What did not serve before the change
 * may fail again for the same reason as before, so it does not refuse it.
 */
final class Settling {
  private static final Set<Phase> FAILING =
      Set.of(Phase.STARTING, Phase.BACKING_OFF, Phase.QUARANTINED);
  private static final Set<Phase> AWAY = Set.of(Phase.QUARANTINED, Phase.UNPLACED, Phase.STOPPED);

  private final String node;
  private final EffectiveConfiguration wanted;
  private final SortedSet<String> waiting;
  private final Set<Place> before;
  private final Set<At> failing;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private SortedMap<String, SortedSet<String>> missing = new TreeMap<>();

  /** A replica, and the configuration that it runs with. */
  private record Place(String service, String node, String configured) {}

  private record At(String service, String node) {}

  sealed interface Outcome {}

  record Taken() implements Outcome {}

  /**
   * @param late by service, the nodes on which it has neither taken nor refused it in time
   */
  record Late(SortedMap<String, SortedSet<String>> late) implements Outcome {}

  record Refused(String service, String node, Rejection why) implements Outcome {}

  /**
   * @param wanted what the change comes to on this node
   * @param before the registry before the change was asked for
   */
  Settling(
      String node, EffectiveConfiguration wanted, SortedSet<String> services, RegistryView before) {
    this.node = node;
    this.wanted = wanted;
    this.waiting = new TreeSet<>(services);
    this.before = of(before, replica -> true, Settling::place);
    this.failing = of(before, replica -> FAILING.contains(replica.phase()), Settling::at);
  }

  private <T> Set<T> of(
      RegistryView registry, Predicate<ReplicaStatus> which, Function<ReplicaStatus, T> what) {
    return waiting.stream()
        .map(registry::service)
        .filter(Objects::nonNull)
        .flatMap(service -> service.replicas().stream())
        .filter(which)
        .map(what)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Place place(ReplicaStatus replica) {
    return new Place(replica.service(), replica.node(), replica.configured());
  }

  private static At at(ReplicaStatus replica) {
    return new At(replica.service(), replica.node());
  }

  CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  synchronized Late late() {
    return new Late(missing);
  }

  /** Looks at what replicas say now. */
  synchronized void look(RegistryView registry) {
    SortedMap<String, SortedSet<String>> untaken = new TreeMap<>();
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
      SortedSet<String> nodes = new TreeSet<>();
      for (ReplicaStatus replica : service.replicas()) {
        Rejection problem = replica.lastProblem();
        if (replica.refused().equals(configuration.digest())
            && problem != null
            && !failing.contains(at(replica))) {
          outcome.complete(new Refused(id, replica.node(), problem));
          return;
        }
        if (!AWAY.contains(replica.phase()) && !taken(replica, configuration.digest())) {
          nodes.add(replica.node());
        }
      }
      if (nodes.isEmpty()) {
        waiting.remove(id);
      } else {
        untaken.put(id, nodes);
      }
    }
    missing = untaken;
    if (waiting.isEmpty()) {
      outcome.complete(new Taken());
    }
  }

  /** On another node, whose environment may say more, a step to any other configuration counts. */
  private boolean taken(ReplicaStatus replica, String digest) {
    return replica.phase().serves()
        && (replica.configured().equals(digest)
            || (!replica.node().equals(node)
                && !replica.configured().isEmpty()
                && !before.contains(place(replica))));
  }
}

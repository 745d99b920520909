package io.kaicd.actors.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.actors.egress.Behalf;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.capability.CapabilityContract;
import io.kaicd.contract.capability.Operation;
import io.kaicd.contract.definition.CapabilityRef;
import io.kaicd.contract.definition.Offer;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.Rejection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.Flow;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The routing keys of a service's replicas: what their plugins publish, and what is asked of them
 * as their definition says. Used by the entity alone.
 */
final class Offers {
  private final HostParts parts;
  private final ActorRef<ServiceEntity.Message> entity;
  private final TimerScheduler<ServiceEntity.Message> timers;
  private final Map<Replica, Map<String, List<String>>> values = new WeakHashMap<>();

  Offers(
      HostParts parts,
      ActorRef<ServiceEntity.Message> entity,
      TimerScheduler<ServiceEntity.Message> timers) {
    this.parts = parts;
    this.entity = entity;
    this.timers = timers;
  }

  Map<String, List<String>> of(Replica replica) {
    return values.getOrDefault(replica, Map.of());
  }

  void offered(Replica replica, String key, List<String> now) {
    values.computeIfAbsent(replica, r -> new TreeMap<>()).put(key, now);
  }

  /** Asks now, and from now on as often as the definition says. */
  void begin(Replica replica) {
    pull(replica);
    replica.started().definition().offers().stream()
        .filter(offer -> !offer.from().isEmpty() && !offer.every().equals(Offer.ON_CHANGE))
        .map(offer -> Duration.parse(offer.every()))
        .min(Duration::compareTo)
        .ifPresent(
            every ->
                timers.startTimerWithFixedDelay(
                    "offers", new ServiceEntity.PullOffers(replica), every));
  }

  void stop(Replica replica) {
    values.remove(replica);
  }

  void pull(Replica replica) {
    ServiceDefinition definition = replica.started().definition();
    for (Offer offer : definition.offers()) {
      if (!offer.from().isEmpty()) {
        ask(replica, definition, offer);
      }
    }
  }

  private void ask(Replica replica, ServiceDefinition definition, Offer offer) {
    int slash = offer.from().indexOf('/');
    CapabilityRef ref = definition.capability(offer.from().substring(0, slash));
    CapabilityContract contract =
        ref == null ? null : parts.catalog().find(ref.id(), ref.version());
    Operation operation =
        contract == null ? null : contract.operation(offer.from().substring(slash + 1));
    if (ref == null || operation == null) {
      return; // the registry does not install such a definition
    }
    replica.run(
        new Work(
            "offers-" + offer.key(),
            replica.started().id(),
            replica.started().generation(),
            ref.version(),
            operation,
            JsonNodeFactory.instance.objectNode(),
            Work.Kind.UNARY,
            System.nanoTime() + operation.deadline().toNanos(),
            Behalf.NOBODY,
            new Told(replica, offer.key()),
            parts.deadlines()));
  }

  private final class Told implements Outcome {
    private final Replica replica;
    private final String key;

    Told(Replica replica, String key) {
      this.replica = replica;
      this.key = key;
    }

    @Override
    public void output(JsonNode output, Work work) {
      List<String> ids = new ArrayList<>();
      output.path("data").forEach(item -> ids.add(item.path("id").asText()));
      entity.tell(new ServiceEntity.Offered(replica, key, List.copyOf(ids)));
      problem(null);
    }

    @Override
    public void opened(Flow.Publisher<Frame> frames, Work work) {
      throw new IllegalStateException("offers are asked for whole");
    }

    @Override
    public void refused(Rejection rejection, boolean ran, Work work) {
      problem(rejection);
    }

    private void problem(@Nullable Rejection rejection) {
      entity.tell(new ServiceEntity.OfferProblem(replica, rejection));
    }
  }
}

package io.kaicd.actors.host;

import io.kaicd.actors.cluster.ServiceShards;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.message.ServiceProtocol;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/**
 * One a node: starts what the registry says should run here and does not, and tells the entities
 * that are here to look again whenever the view has changed. It repeats itself until a replica
 * reports, so a lost start is only late.
 */
public final class ServiceStarter {
  /** It is time to look. */
  public sealed interface Command {}

  private record Look() implements Command {}

  private record Again() implements Command {}

  /** The node leaves: a start sent from now on would only hold its shard region back. */
  public record Leave() implements Command {}

  private ServiceStarter() {}

  public static Behavior<Command> create(
      HostParts parts,
      ActorRef<ShardingEnvelope<ServiceProtocol.Command>> region,
      Duration interval) {
    return Behaviors.setup(
        actor ->
            Behaviors.withTimers(
                timers -> {
                  AtomicBoolean asked = new AtomicBoolean();
                  ActorRef<Command> self = actor.getSelf();
                  parts
                      .registry()
                      .subscribe(
                          view -> {
                            // Changes come in bursts: one look sees them all.
                            if (asked.compareAndSet(false, true)) {
                              self.tell(new Look());
                            }
                          });
                  timers.startTimerWithFixedDelay(new Again(), interval);
                  return Behaviors.receive(Command.class)
                      .onMessage(Leave.class, leave -> Behaviors.stopped())
                      .onMessage(
                          Command.class,
                          message -> {
                            if (message instanceof Look) {
                              asked.set(false);
                              parts.locals().observeAll();
                            }
                            start(parts, region);
                            return Behaviors.same();
                          })
                      .build();
                }));
  }

  private static void start(
      HostParts parts, ActorRef<ShardingEnvelope<ServiceProtocol.Command>> region) {
    RegistryView view = parts.registry().view();
    for (ServiceView service : view.services().values()) {
      if (service.spec().enabled()
          && parts.node().lacksFor(service).isEmpty()
          && !runs(service, parts)) {
        String entity = ServiceShards.entityId(service, parts.node().id());
        region.tell(new ShardingEnvelope<>(entity, new ServiceProtocol.Start(service.id())));
      }
    }
  }

  private static boolean runs(ServiceView service, HostParts parts) {
    if (parts.locals().find(service.id()) != null) {
      return true;
    }
    if (ServiceShards.entityId(service, "").equals(service.id())) {
      for (ReplicaStatus replica : service.replicas()) {
        if (!replica.node().equals(parts.node().id())) {
          return true;
        }
      }
    }
    return false;
  }
}

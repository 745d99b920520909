package io.kaicd.actors.host;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.spi.Health;
import io.kaicd.spi.Plugin;
import io.kaicd.spi.PluginService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Holds one replica's plugin: starts it, asks for its health, gives it a new configuration, closes
 * it. All plugin code runs on the replica's threads; the actor only waits for it. It stops when the
 * plugin has closed, which the entity watches for.
 */
final class PluginActor extends AbstractBehavior<PluginActor.Command> {
  sealed interface Command {}

  record Reconfigure(ServiceView service) implements Command {}

  record Close() implements Command {}

  private record Started(PluginService service) implements Command {}

  private record Failed(Throwable failure) implements Command {}

  private record Late() implements Command {}

  private record AskHealth() implements Command {}

  private record HealthTold(@Nullable Health health, @Nullable Throwable failure)
      implements Command {}

  record Reconfigured(Reconfiguring.Tried tried, @Nullable Throwable failure) implements Command {}

  record ReconfigureLate(Reconfiguring.Tried tried) implements Command {}

  record GiveUp(Reconfiguring.Tried tried) implements Command {}

  private record Closed() implements Command {}

  private final HostParts parts;
  private final Replica replica;
  private final ActorRef<ServiceEntity.Message> entity;
  private final TimerScheduler<Command> timers;
  private final Reconfiguring reconfiguring;
  private volatile @Nullable ReplicaContext context;
  private volatile boolean stopped;
  private boolean resolved;
  private boolean closing;

  private PluginActor(
      ActorContext<Command> actor,
      TimerScheduler<Command> timers,
      HostParts parts,
      Replica replica,
      ActorRef<ServiceEntity.Message> entity) {
    super(actor);
    this.parts = parts;
    this.replica = replica;
    this.entity = entity;
    this.timers = timers;
    this.reconfiguring = new Reconfiguring(parts, replica, entity, actor.getSelf(), timers);
    timers.startSingleTimer(new Late(), parts.settings().startTimeout());
    start(actor.getSelf());
  }

  static Behavior<Command> create(
      HostParts parts, Replica replica, ActorRef<ServiceEntity.Message> entity) {
    return Behaviors.setup(
        actor ->
            Behaviors.withTimers(timers -> new PluginActor(actor, timers, parts, replica, entity)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Command.class, this::onCommand)
        .onSignal(PostStop.class, stop -> stopped())
        .build();
  }

  private Behavior<Command> onCommand(Command command) {
    return switch (command) {
      case Started(PluginService service) -> started(service);
      case Failed(Throwable failure) -> failed(failure);
      case Late _ ->
          failed(ErrorCode.SERVICE_FAILED.reject("it did not start in time").asException());
      case Reconfigure(ServiceView service) -> reconfigure(service);
      case Reconfigured done -> reconfigured(done);
      case ReconfigureLate(Reconfiguring.Tried tried) -> reconfigureLate(tried);
      case GiveUp(Reconfiguring.Tried tried) -> giveUp(tried);
      case AskHealth _ -> askHealth();
      case HealthTold told -> healthTold(told);
      case Close _ -> close();
      case Closed _ -> Behaviors.stopped();
    };
  }

  private void start(ActorRef<Command> self) {
    replica
        .threads()
        .execute(
            replica,
            () -> {
              try {
                ServiceView service = replica.started();
                Plugin plugin =
                    parts
                        .plugins()
                        .find(service.definition().implementation())
                        .orElseThrow(() -> missing(service).asException());
                ReplicaContext made =
                    new ReplicaContext(
                        parts,
                        service,
                        replica.threads(),
                        (key, values) ->
                            entity.tell(new ServiceEntity.Offered(replica, key, values)));
                context = made;
                if (stopped) {
                  made.wayOut().close();
                }
                self.tell(new Started(plugin.start(made)));
              } catch (Throwable e) {
                self.tell(new Failed(e));
              }
            });
  }

  private static Rejection missing(ServiceView service) {
    var wanted = service.definition().implementation();
    return ErrorCode.PLUGIN_UNKNOWN.reject(
        "this node has no plugin " + wanted.plugin() + " " + wanted.version());
  }

  private Behavior<Command> started(PluginService service) {
    resolved = true;
    timers.cancel(new Late());
    replica.runs(service);
    if (closing) {
      return close();
    }
    timers.startTimerWithFixedDelay(new AskHealth(), parts.settings().healthInterval());
    entity.tell(new ServiceEntity.PluginStarted(replica));
    return this;
  }

  private Behavior<Command> failed(Throwable failure) {
    boolean refusal = failure instanceof RejectedException;
    if (!refusal) {
      getContext().getLog().error("{} did not start", replica.started().id(), failure);
    }
    entity.tell(
        new ServiceEntity.PluginFailed(
            replica, RejectedException.of(failure, ErrorCode.SERVICE_FAILED), !refusal));
    replica.threads().closeNow();
    return Behaviors.stopped();
  }

  private Behavior<Command> reconfigure(ServiceView to) {
    ReplicaContext at = context;
    PluginService service = replica.plugin();
    if (at != null && service != null && !closing) {
      reconfiguring.begin(at, service, to);
    }
    return this;
  }

  private Behavior<Command> reconfigured(Reconfigured done) {
    ReplicaContext at = context;
    if (at != null) {
      reconfiguring.ended(at, done.tried(), done.failure());
    }
    return this;
  }

  private Behavior<Command> reconfigureLate(Reconfiguring.Tried tried) {
    ReplicaContext at = context;
    if (at != null) {
      reconfiguring.late(at, tried);
    }
    return this;
  }

  private Behavior<Command> giveUp(Reconfiguring.Tried tried) {
    reconfiguring.giveUp(tried);
    return this;
  }

  private Behavior<Command> askHealth() {
    PluginService service = replica.plugin();
    ActorRef<Command> self = getContext().getSelf();
    if (service != null && !closing) {
      onThreads(
          () -> {
            try {
              service
                  .health()
                  .whenComplete((health, failure) -> self.tell(new HealthTold(health, failure)));
            } catch (Throwable e) {
              self.tell(new HealthTold(null, e));
            }
          });
      timers.startSingleTimer(
          "health", new HealthTold(null, new TimeoutException()), parts.settings().healthTimeout());
    }
    return this;
  }

  private Behavior<Command> healthTold(HealthTold told) {
    timers.cancel("health");
    if (told.health() == null && replica.inFlight() >= parts.settings().threads()) {
      return this; // busy, which is no illness
    }
    Health health =
        told.health() != null ? told.health() : new Health(false, "it does not tell its health");
    replica.health().note(health);
    entity.tell(new ServiceEntity.HealthTold(replica, health));
    return this;
  }

  private Behavior<Command> close() {
    closing = true;
    timers.cancelAll();
    if (!resolved) {
      // Still starting: its thread is interrupted, and what it returns is closed at once.
      replica.threads().interrupt(replica);
      timers.startSingleTimer(new Closed(), parts.settings().healthTimeout());
      return this;
    }
    ActorRef<Command> self = getContext().getSelf();
    var _ =
        replica
            .close(parts.settings().healthTimeout())
            .whenComplete((done, failure) -> self.tell(new Closed()));
    return this;
  }

  /** However it stopped, one that never started included: its way out closes. */
  private Behavior<Command> stopped() {
    stopped = true;
    ReplicaContext at = context;
    if (at != null) {
      at.wayOut().close();
    }
    return this;
  }

  private void onThreads(Runnable code) {
    try {
      replica.threads().execute(replica, code);
    } catch (RejectedExecutionException e) {
      getContext().getLog().debug("{} has stopped", replica.started().id());
    }
  }
}

package io.kaicd.actors.host;

import io.kaicd.actors.cluster.ServiceShards;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.contract.registry.WriteResult;
import io.kaicd.message.ServiceProtocol;
import io.kaicd.message.ServiceProtocol.Command;
import io.kaicd.spi.Health;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * A service on this node: what happens on which message. It persists nothing: the registry's view
 * is its only memory, and quarantine a registry event.
 */
public final class ServiceEntity extends AbstractBehavior<ServiceEntity.Message> {
  /** All that it takes; the public protocol is mapped in. */
  sealed interface Message {}

  record Inbound(Command command) implements Message {}

  /** A call that came in by this node. */
  record Execute(Work work) implements Message {}

  /** The registry's view has changed. */
  record Observe() implements Message {}

  record PluginStarted(Replica replica) implements Message {}

  record PluginFailed(Replica replica, Rejection problem, boolean crash) implements Message {}

  record Reconfigured(Replica replica, ServiceView service, @Nullable Rejection problem)
      implements Message {}

  record HealthTold(Replica replica, Health health) implements Message {}

  record Offered(Replica replica, String key, List<String> values) implements Message {}

  /** An offer could not be asked for; empty when it could again. */
  record OfferProblem(Replica replica, @Nullable Rejection problem) implements Message {}

  record PullOffers(Replica replica) implements Message {}

  record Drained(Replica replica) implements Message {}

  record DrainOver(Replica replica) implements Message {}

  record Abandoned(Replica replica) implements Message {}

  record Crashed(Replica replica, Rejection problem) implements Message {}

  record Misbehaved(Replica replica, Rejection problem) implements Message {}

  record BreakerChanged() implements Message {}

  record Retry() implements Message {}

  private record Tick() implements Message {}

  record Written(WriteResult result) implements Message {}

  private final ServiceParts parts;
  private final LocalReplicas.Local local;
  private final Wanted wanted;
  private final Offers offers;
  private final ServiceReplicas replicas;
  private final ServiceCalls calls;
  private final StatusReport report;
  private final Supervision supervision;
  private final Upgrade upgrade;
  private final Reconciliation reconciliation;

  private ServiceEntity(
      ActorContext<Message> actor,
      TimerScheduler<Message> timers,
      String entityId,
      HostParts host) {
    super(actor);
    String id = ServiceShards.service(entityId);
    Condition condition = new Condition();
    this.parts = new ServiceParts(id, host, actor, timers);
    this.local = host.locals().add(id, actor.getSelf());
    this.wanted = new Wanted(host, entityId);
    this.offers = new Offers(host, actor.getSelf(), timers);
    this.replicas = new ServiceReplicas(parts, offers);
    this.calls = new ServiceCalls(parts, condition, replicas);
    this.report = new StatusReport(parts, condition, replicas, offers);
    this.supervision = new Supervision(parts, condition, replicas, calls, report);
    this.upgrade = new Upgrade(condition, replicas, offers, report);
    this.reconciliation =
        new Reconciliation(
            wanted, condition, replicas, offers, calls, report, supervision, upgrade);
    timers.startTimerWithFixedDelay(new Tick(), host.settings().statusInterval());
  }

  public static Behavior<Command> create(String entityId, HostParts host) {
    Behavior<Message> inner =
        Behaviors.setup(
            actor ->
                Behaviors.withTimers(
                    timers -> {
                      ServiceEntity entity = new ServiceEntity(actor, timers, entityId, host);
                      // Even one that is not wanted answers the message that it was made for.
                      entity.reconciliation.reconcile();
                      return entity;
                    }));
    return Behaviors.transformMessages(
        Command.class, inner, map -> map.match(Command.class, Inbound::new));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Message.class, this::onMessage)
        .onSignal(Terminated.class, this::terminated)
        .onSignal(PostStop.class, signal -> stopped())
        .build();
  }

  private Behavior<Message> onMessage(Message message) {
    switch (message) {
      case Execute(Work work) -> calls.execute(work);
      case Inbound(Command command) -> {
        return onCommand(command);
      }
      case Observe _ -> {
        return reconcile();
      }
      case PluginStarted(Replica replica) -> reconciliation.started(replica);
      case PluginFailed(Replica replica, Rejection problem, boolean crash) ->
          reconciliation.notStarted(replica, problem, crash);
      case Reconfigured(Replica replica, ServiceView service, Rejection problem) -> {
        upgrade.reconfigured(replica, service, problem);
        reconciliation.reconcile();
      }
      case HealthTold(Replica replica, Health health) ->
          problem(
              replica,
              "health",
              health.ready() ? null : ErrorCode.SERVICE_FAILED.reject(health.detail()));
      case Offered(Replica replica, String key, List<String> values) -> {
        offers.offered(replica, key, values);
        report.publish();
      }
      case OfferProblem(Replica replica, Rejection problem) -> problem(replica, "offers", problem);
      case PullOffers(Replica replica) -> pullOffers(replica);
      case Drained(Replica replica) -> replicas.drained(replica);
      case DrainOver(Replica replica) -> replicas.drainOver(replica);
      case Abandoned(Replica replica) -> supervision.abandoned(replica);
      case Crashed(Replica replica, Rejection problem) -> supervision.crashed(replica, problem);
      case Misbehaved(Replica replica, Rejection problem) ->
          supervision.misbehaved(replica, problem);
      case BreakerChanged _ -> report.breakerChanged();
      case Retry _ -> reconciliation.retry();
      case Tick _ -> report.publish();
      case Written(WriteResult result) -> {
        supervision.written(result);
        reconciliation.reconcile();
      }
    }
    return this;
  }

  private Behavior<Message> onCommand(Command command) {
    switch (command) {
      case ServiceProtocol.Invoke invoke -> calls.invoke(invoke);
      case ServiceProtocol.Cancel(String callId) -> calls.cancel(callId);
      case ServiceProtocol.Ping(String callId, ActorRef<ServiceProtocol.Answer> replyTo) -> {
        replyTo.tell(new ServiceProtocol.Pong(callId));
        return unlessOver();
      }
      case ServiceProtocol.Start _ -> {
        return reconcile();
      }
      case ServiceProtocol.HandOff _ -> {
        wanted.handOff();
        return reconcile();
      }
    }
    return this;
  }

  private Behavior<Message> reconcile() {
    reconciliation.reconcile();
    return unlessOver();
  }

  private Behavior<Message> unlessOver() {
    return reconciliation.over() ? Behaviors.stopped() : this;
  }

  private void problem(Replica replica, String about, @Nullable Rejection problem) {
    if (replicas.isCurrent(replica)) {
      report.problem(about, problem);
    }
  }

  private void pullOffers(Replica replica) {
    if (replicas.isCurrent(replica)) {
      offers.pull(replica);
    }
  }

  private Behavior<Message> terminated(Terminated plugin) {
    reconciliation.gone(plugin.getRef());
    return unlessOver();
  }

  private Behavior<Message> stopped() {
    parts.host().locals().remove(parts.id(), local);
    calls.stop();
    report.withdraw();
    return this;
  }
}

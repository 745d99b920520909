package io.kaicd.actors.host;

import io.kaicd.actors.cluster.ServiceShards;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.definition.CapabilityRef;
import io.kaicd.contract.definition.Run;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.contract.registry.WriteResult;
import io.kaicd.message.ServiceProtocol;
import io.kaicd.message.ServiceProtocol.Command;
import io.kaicd.spi.Health;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
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
 * A service on this node: keeps what runs in step with what the registry says, and hands calls to
 * it. It persists nothing: the registry's view is its only memory, and quarantine a registry event.
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

  private record Drained(Replica replica) implements Message {}

  private record DrainOver(Replica replica) implements Message {}

  private record Abandoned(Replica replica) implements Message {}

  private record Crashed(Replica replica, Rejection problem) implements Message {}

  private record Misbehaved(Replica replica, Rejection problem) implements Message {}

  private record BreakerChanged() implements Message {}

  private record Retry() implements Message {}

  private record Tick() implements Message {}

  private record Written(WriteResult result) implements Message {}

  private record Running(Replica replica, ActorRef<PluginActor.Command> plugin) {
    boolean is(ActorRef<?> other) {
      return other.equals(plugin);
    }
  }

  private final String entityId;
  private final String id;
  private final HostParts parts;
  private final HostSettings settings;
  private final TimerScheduler<Message> timers;
  private final LocalReplicas.Local local;
  private final RemoteCalls remote;
  private final Offers offers;
  private final Replica.Events events;

  private Lifecycle state = new Lifecycle.Stopped();
  private @Nullable Running current;
  private @Nullable Running successor;
  private final List<Running> leaving = new ArrayList<>();
  private final ArrayDeque<Work> held = new ArrayDeque<>();
  private final Map<String, Rejection> problems = new LinkedHashMap<>();
  private Crashes crashes = Crashes.NONE;
  private @Nullable Rejection lastProblem;
  private int restarts;
  private long triedGeneration = -1;
  private @Nullable ServiceView refused;
  private long reconfiguring = -1;
  private boolean handedOff;
  private @Nullable ReplicaStatus published;

  private ServiceEntity(
      ActorContext<Message> actor,
      TimerScheduler<Message> timers,
      String entityId,
      HostParts parts) {
    super(actor);
    this.entityId = entityId;
    this.id = ServiceShards.service(entityId);
    this.parts = parts;
    this.settings = parts.settings();
    this.timers = timers;
    ActorRef<Message> self = actor.getSelf();
    this.local = parts.locals().add(id, self);
    this.remote = new RemoteCalls(parts, actor.getSystem());
    this.offers = new Offers(parts, self, timers);
    this.events =
        new Replica.Events() {
          @Override
          public void drained(Replica replica) {
            self.tell(new Drained(replica));
          }

          @Override
          public void abandoned(Replica replica) {
            self.tell(new Abandoned(replica));
          }

          @Override
          public void crashed(Replica replica, Rejection problem) {
            self.tell(new Crashed(replica, problem));
          }

          @Override
          public void misbehaved(Replica replica, Rejection problem) {
            self.tell(new Misbehaved(replica, problem));
          }

          @Override
          public void breakerChanged(Replica replica) {
            self.tell(new BreakerChanged());
          }
        };
    timers.startTimerWithFixedDelay(new Tick(), settings.statusInterval());
  }

  public static Behavior<Command> create(String entityId, HostParts parts) {
    Behavior<Message> inner =
        Behaviors.setup(
            actor ->
                Behaviors.withTimers(
                    timers -> {
                      ServiceEntity entity = new ServiceEntity(actor, timers, entityId, parts);
                      entity.reconcile();
                      return entity;
                    }));
    return Behaviors.transformMessages(
        Command.class, inner, map -> map.match(Command.class, Inbound::new));
  }

  static Rejection gone(String service) {
    return ErrorCode.SERVICE_FAILED.reject(service + " has left this node");
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Message.class, this::onMessage)
        .onSignal(Terminated.class, this::pluginGone)
        .onSignal(PostStop.class, signal -> stopped())
        .build();
  }

  private Behavior<Message> onMessage(Message message) {
    switch (message) {
      case Execute(Work work) -> execute(work);
      case Inbound(Command command) -> {
        return inbound(command);
      }
      case Observe _ -> {
        return reconcile();
      }
      case PluginStarted(Replica replica) -> pluginStarted(replica);
      case PluginFailed(Replica replica, Rejection problem, boolean crash) ->
          pluginFailed(replica, problem, crash);
      case Reconfigured done -> reconfigured(done);
      case HealthTold(Replica replica, Health health) ->
          problem(
              replica,
              "health",
              health.ready() ? null : ErrorCode.SERVICE_FAILED.reject(health.detail()));
      case Offered(Replica replica, String key, List<String> values) ->
          offered(replica, key, values);
      case OfferProblem(Replica replica, Rejection problem) -> problem(replica, "offers", problem);
      case PullOffers(Replica replica) -> pullOffers(replica);
      case Drained(Replica replica) -> closeLeaving(replica);
      case DrainOver(Replica replica) -> drainOver(replica);
      case Abandoned(Replica replica) -> abandoned(replica);
      case Crashed(Replica replica, Rejection problem) -> crashed(replica, problem);
      case Misbehaved(Replica replica, Rejection problem) -> misbehaved(replica, problem);
      case BreakerChanged _ -> breakerChanged();
      case Retry _ -> retry();
      case Tick _ -> publish();
      case Written(WriteResult result) -> written(result);
    }
    return this;
  }

  // --- calls -------------------------------------------------------------------------------------

  private Behavior<Message> inbound(Command command) {
    switch (command) {
      case ServiceProtocol.Invoke invoke -> {
        Work work = remote.accept(invoke);
        if (work != null) {
          execute(work);
        }
      }
      case ServiceProtocol.Cancel(String callId) -> remote.cancel(callId);
      case ServiceProtocol.Ping(String callId, ActorRef<ServiceProtocol.Answer> replyTo) -> {
        replyTo.tell(new ServiceProtocol.Pong(callId));
        return unwanted() ? Behaviors.stopped() : this;
      }
      case ServiceProtocol.Start _ -> {
        return reconcile();
      }
      case ServiceProtocol.HandOff _ -> {
        handedOff = true;
        return reconcile();
      }
    }
    return this;
  }

  /** The router has refused what it could see; what changed meanwhile is seen here. */
  private void execute(Work work) {
    if (work.over()) {
      return;
    }
    Running at = current;
    switch (state) {
      case Lifecycle.Serving _ when at != null -> {
        CapabilityRef ref = at.replica().observed().definition().capability(work.capability());
        if (ref != null && ref.version().equals(work.contract())) {
          at.replica().run(work);
        } else {
          work.refuse(
              ErrorCode.SERVICE_STARTING.reject(id + " now implements another contract version"));
        }
      }
      case Lifecycle.Draining(boolean restarts) when restarts -> hold(work);
      case Lifecycle.Starting(boolean replaces) when replaces -> hold(work);
      case Lifecycle.BackingOff(Rejection problem) ->
          work.refuse(
              ErrorCode.SERVICE_FAILED.reject(
                  id + " failed and starts again: " + problem.message()));
      case Lifecycle.Quarantined(String reason, boolean _) ->
          work.refuse(ErrorCode.SERVICE_QUARANTINED.reject(id + " is in quarantine: " + reason));
      case Lifecycle.Draining _ -> work.refuse(ErrorCode.SERVICE_DRAINING.reject(id + " stops"));
      case Lifecycle.Stopped _ ->
          work.refuse(ErrorCode.SERVICE_FAILED.reject(id + " does not run on this node"));
      default -> work.refuse(ErrorCode.SERVICE_STARTING.reject(id + " is starting"));
    }
  }

  private void hold(Work work) {
    if (held.size() >= settings.heldCalls()) {
      work.refuse(ErrorCode.SERVICE_DRAINING.reject("too many calls wait for " + id));
    } else {
      held.add(work);
    }
  }

  private void releaseHeld() {
    for (Work work = held.poll(); work != null; work = held.poll()) {
      execute(work);
    }
  }

  // --- keeping in step with the registry ---------------------------------------------------------

  private boolean unwanted() {
    return parts.registry().view().service(id) == null && current == null && leaving.isEmpty();
  }

  private @Nullable ServiceView wanted() {
    ServiceView now = parts.registry().view().service(id);
    if (now == null || handedOff || !now.spec().enabled()) {
      return null;
    }
    boolean each = now.definition().run().instances() == Run.Instances.EACH;
    String node = ServiceShards.node(entityId);
    boolean ours = each ? node.equals(parts.node().id()) : node.isEmpty();
    return ours && parts.node().lacksFor(now).isEmpty() ? now : null;
  }

  private Behavior<Message> reconcile() {
    ServiceView now = wanted();
    if (now == null) {
      return stop();
    }
    if (now.quarantined()) {
      quarantined(now);
      return this;
    }
    switch (state) {
      case Lifecycle.Stopped stopped -> begin(now, stopped.start());
      case Lifecycle.Quarantined(String _, boolean confirmed) when confirmed -> {
        crashes = Crashes.NONE;
        begin(now, ((Lifecycle.Quarantined) state).release());
      }
      case Lifecycle.BackingOff failed -> {
        if (now.generation() != triedGeneration) {
          timers.cancel("retry");
          begin(now, failed.retry());
        }
      }
      case Lifecycle.Serving serving -> adjust(serving, now);
      case Lifecycle.Quarantined _, Lifecycle.Starting _, Lifecycle.Draining _ -> {}
    }
    publish();
    return this;
  }

  private void begin(ServiceView now, Lifecycle.Starting starting) {
    state = starting;
    triedGeneration = now.generation();
    current = spawn(now);
    publish();
  }

  private Running spawn(ServiceView now) {
    Replica replica = new Replica(now, settings, events);
    ActorRef<PluginActor.Command> plugin =
        getContext().spawnAnonymous(PluginActor.create(parts, replica, getContext().getSelf()));
    getContext().watch(plugin);
    return new Running(replica, plugin);
  }

  /** Follows a change of the service, with no call lost. */
  private void adjust(Lifecycle.Serving serving, ServiceView now) {
    Running at = current;
    if (at == null || isRefused(now)) {
      return;
    }
    switch (Change.between(at.replica().observed(), now)) {
      case NONE -> at.replica().observed(now);
      case IN_PLACE -> {
        if (reconfiguring != now.generation()) {
          reconfiguring = now.generation();
          at.plugin().tell(new PluginActor.Reconfigure(now));
        }
      }
      case REPLACE -> replace(serving, at, now);
    }
  }

  /** Whether this very state was tried and did not take: the last good one stays. */
  private boolean isRefused(ServiceView now) {
    return refused != null
        && refused.generation() == now.generation()
        && refused.definition().ref().equals(now.definition().ref());
  }

  private void replace(Lifecycle.Serving serving, Running at, ServiceView now) {
    if (now.definition().run().data() == Run.Data.NODE
        || at.replica().started().definition().run().data() == Run.Data.NODE) {
      // Two replicas cannot share the data: calls wait until the new one has it.
      state = serving.drain(true);
      leave(at);
      current = null;
    } else if (successor == null) {
      successor = spawn(now); // calls go on to the old one until this one is ready
    }
  }

  private void reconfigured(Reconfigured done) {
    reconfiguring = -1;
    Rejection problem = done.problem();
    if (problem == null) {
      done.replica().observed(done.service());
      problem(done.replica(), "configuration", null);
      pullOffers(done.replica());
    } else {
      refused = done.service();
      problem(done.replica(), "configuration", problem);
    }
    reconcile();
  }

  private Behavior<Message> stop() {
    timers.cancel("retry");
    if (successor != null) {
      leave(successor);
      successor = null;
    }
    Running at = current;
    if (at != null) {
      state =
          state instanceof Lifecycle.Serving serving
              ? serving.drain(false)
              : new Lifecycle.Draining(false);
      leave(at);
      current = null;
    }
    if (leaving.isEmpty()) {
      state = new Lifecycle.Stopped();
    } else if (state instanceof Lifecycle.Draining draining) {
      state = draining.forGood();
    }
    releaseHeld();
    publish();
    boolean over = leaving.isEmpty() && (handedOff || unwanted());
    return over ? Behaviors.stopped() : this;
  }

  private void leave(Running running) {
    leaving.add(running);
    offers.stop(running.replica());
    timers.startSingleTimer(
        running.replica(), new DrainOver(running.replica()), settings.drainTimeout());
    running.replica().drain();
  }

  private void closeLeaving(Replica replica) {
    for (Running running : leaving) {
      if (running.replica() == replica) {
        timers.cancel(replica);
        running.plugin().tell(new PluginActor.Close());
      }
    }
  }

  private void drainOver(Replica replica) {
    parts
        .deadlines()
        .underWay()
        .forEach(
            timed -> {
              if (timed instanceof Work work && work.runsOn(replica)) {
                work.stop(
                    ErrorCode.SERVICE_DRAINING.reject(id + " was replaced and waited long enough"));
              }
            });
    closeLeaving(replica);
  }

  private Behavior<Message> pluginGone(Terminated signal) {
    leaving.removeIf(running -> running.is(signal.getRef()));
    if (successor != null && successor.is(signal.getRef())) {
      successor = null;
    }
    Running at = current;
    if (at != null && at.is(signal.getRef())) {
      // Not by its own word: a bug of the host's, treated as the crash that it is.
      crashed(at.replica(), ErrorCode.INTERNAL.reject("the plugin's actor failed"));
    }
    if (leaving.isEmpty() && state instanceof Lifecycle.Draining draining) {
      if (!draining.restarts()) {
        return stop();
      }
      ServiceView now = wanted();
      if (now == null) {
        return stop();
      }
      begin(now, draining.restart());
    } else if (leaving.isEmpty() && wanted() == null) {
      return stop();
    }
    return this;
  }

  // --- what the replica tells --------------------------------------------------------------------

  private void pluginStarted(Replica replica) {
    Running next = successor;
    Running at = current;
    if (next != null && next.replica() == replica) {
      successor = null;
      current = next;
      if (at != null) {
        leave(at);
      }
    } else if (at == null || at.replica() != replica) {
      return;
    }
    problems.clear();
    crashes = crashes.afterSuccess();
    if (state instanceof Lifecycle.Starting starting) {
      state = starting.started();
    } else if (state instanceof Lifecycle.Degraded degraded) {
      state = degraded.recover();
    }
    refused = null;
    offers.begin(replica);
    releaseHeld();
    reconcile();
  }

  private void pluginFailed(Replica replica, Rejection problem, boolean crash) {
    if (successor != null && successor.replica() == replica) {
      // The old one stays in service until the owner has another idea.
      refused = replica.started();
      lastProblem = problem;
      problem(replica, "configuration", problem);
      publish();
      return;
    }
    if (current != null && current.replica() == replica) {
      current = null;
      backOff(problem, crash);
    }
  }

  private void backOff(Rejection problem, boolean crash) {
    lastProblem = problem;
    crashes = crash ? crashes.and(System.nanoTime(), settings.crashWindow()) : crashes.andRefusal();
    switch (state) {
      case Lifecycle.Starting starting -> state = starting.failed(problem);
      case Lifecycle.Serving serving -> state = serving.crashed(problem);
      default -> {
        return;
      }
    }
    if (crash && crashes.tooMany(settings.crashes())) {
      quarantine(
          settings.crashes()
              + " crashes within "
              + settings.crashWindow()
              + ": "
              + problem.message());
    } else {
      timers.startSingleTimer(
          "retry", new Retry(), crashes.pause(settings, ThreadLocalRandom.current()::nextDouble));
    }
    releaseHeld();
    publish();
  }

  private void retry() {
    ServiceView now = wanted();
    if (now != null && state instanceof Lifecycle.BackingOff failed) {
      restarts++;
      begin(now, failed.retry());
    }
  }

  private void crashed(Replica replica, Rejection problem) {
    Running at = current;
    if (at == null || at.replica() != replica) {
      return;
    }
    getContext().getLog().warn("{} crashed: {}", id, problem.message());
    drop(at, problem);
    backOff(problem, true);
  }

  /** Lets a sick replica go at once: what it still runs is refused. */
  private void drop(Running at, Rejection problem) {
    current = null;
    offers.stop(at.replica());
    parts
        .deadlines()
        .underWay()
        .forEach(
            timed -> {
              if (timed instanceof Work work && work.runsOn(at.replica())) {
                work.stop(problem);
              }
            });
    leaving.add(at);
    at.plugin().tell(new PluginActor.Close());
  }

  private void misbehaved(Replica replica, Rejection problem) {
    if (current != null && current.replica() == replica) {
      lastProblem = problem;
      crashes = crashes.and(System.nanoTime(), settings.crashWindow()).afterSuccess();
      if (crashes.tooMany(settings.crashes())) {
        Running at = current;
        quarantine("it failed again and again: " + problem.message());
        drop(at, problem);
      }
      publish();
    }
  }

  private void abandoned(Replica replica) {
    if (current == null || current.replica() != replica) {
      return;
    }
    int count = replica.threads().abandoned();
    Rejection problem =
        ErrorCode.PLUGIN_STUCK.reject(count + " thread(s) of its plugin could not be stopped");
    if (count > settings.mostAbandoned()) {
      Running at = current;
      lastProblem = problem;
      quarantine(problem.message());
      drop(at, problem);
      publish();
    } else {
      problem(replica, "threads", problem);
    }
  }

  private void quarantine(String reason) {
    switch (state) {
      case Lifecycle.Serving serving -> state = serving.quarantine(reason, false);
      case Lifecycle.BackingOff failed -> state = failed.quarantine(reason, false);
      case Lifecycle.Starting starting -> state = starting.quarantine(reason, false);
      default -> {
        return;
      }
    }
    getContext().getLog().error("{} goes into quarantine: {}", id, reason);
    WriteOptions byHost = new WriteOptions(Caller.HOST, WriteOptions.Precondition.NONE, false);
    getContext()
        .pipeToSelf(
            parts.registry().write(new RegistryWrite.QuarantineService(id, reason), byHost),
            (result, failure) ->
                new Written(
                    result != null
                        ? result
                        : new WriteResult.Refused(ErrorCode.INTERNAL.reject("no answer"))));
  }

  private void written(WriteResult result) {
    if (result instanceof WriteResult.Refused(Rejection rejection)
        && state instanceof Lifecycle.Quarantined quarantined
        && !quarantined.confirmed()) {
      getContext().getLog().warn("{}: quarantine not recorded: {}", id, rejection.message());
      state = quarantined.confirm(); // nobody could release it otherwise
    }
    reconcile();
  }

  private void quarantined(ServiceView now) {
    switch (state) {
      case Lifecycle.Quarantined quarantined -> state = quarantined.confirm();
      case Lifecycle.Serving serving -> state = serving.quarantine(now.quarantine(), true);
      case Lifecycle.Starting starting -> state = starting.quarantine(now.quarantine(), true);
      case Lifecycle.BackingOff failed -> state = failed.quarantine(now.quarantine(), true);
      case Lifecycle.Stopped stopped -> state = stopped.quarantine(now.quarantine());
      case Lifecycle.Draining _ -> {
        return; // what drains is on its way out; the end of it looks again
      }
    }
    timers.cancel("retry");
    if (successor != null) {
      leave(successor);
      successor = null;
    }
    if (current != null) {
      leave(current);
      current = null;
    }
    releaseHeld();
    publish();
  }

  // --- what it tells the others ------------------------------------------------------------------

  private void problem(Replica replica, String about, @Nullable Rejection problem) {
    boolean ours = current != null && current.replica() == replica;
    if (!ours && !about.equals("configuration")) {
      return;
    }
    if (problem == null) {
      problems.remove(about);
    } else {
      problems.put(about, problem);
      lastProblem = problem;
    }
    if (problems.isEmpty() && state instanceof Lifecycle.Degraded degraded) {
      state = degraded.recover();
    } else if (!problems.isEmpty() && state instanceof Lifecycle.Ready ready) {
      state = ready.degrade(problems.values().iterator().next());
    }
    publish();
  }

  private void offered(Replica replica, String key, List<String> values) {
    offers.offered(replica, key, values);
    publish();
  }

  private void pullOffers(Replica replica) {
    if (current != null && current.replica() == replica) {
      offers.pull(replica);
    }
  }

  private void breakerChanged() {
    long rest = current == null ? 0 : current.replica().breaker().rest(System.nanoTime());
    if (rest > 0) {
      timers.startSingleTimer("breaker", new BreakerChanged(), Duration.ofNanos(rest));
    }
    publish();
  }

  private void publish() {
    if (state instanceof Lifecycle.Stopped || id.equals(ServiceShards.PROBE)) {
      if (published != null) {
        published = null;
        parts.registry().withdraw(id);
      }
      return;
    }
    Replica replica = current == null ? null : current.replica();
    ServiceView view = parts.registry().view().service(id);
    ReplicaStatus status =
        new ReplicaStatus(
            id,
            parts.node().id(),
            state.phase(),
            replica != null
                ? replica.observed().generation()
                : view == null ? 0 : view.generation(),
            replica == null ? "closed" : replica.breaker().word(System.nanoTime()),
            replica == null ? 0 : replica.inFlight(),
            restarts,
            replica == null ? 0 : replica.threads().abandoned(),
            replica == null ? Map.of() : new HashMap<>(offers.of(replica)),
            lastProblem);
    if (!status.equals(published)) {
      published = status;
      parts.registry().publish(status);
    }
  }

  private Behavior<Message> stopped() {
    parts.locals().remove(id, local);
    Rejection gone = gone(id);
    parts
        .deadlines()
        .underWay()
        .forEach(
            timed -> {
              if (timed instanceof Work work && work.service().equals(id) && !work.over()) {
                work.stop(gone);
              }
            });
    if (published != null) {
      parts.registry().withdraw(id);
    }
    return this;
  }
}

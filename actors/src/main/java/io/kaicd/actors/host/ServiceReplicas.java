package io.kaicd.actors.host;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.ServiceView;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of one service on this node, each held by its plugin actor: the current one, the
 * successor that is to follow it, and those that leave.
 */
final class ServiceReplicas {
  private record Running(Replica replica, ActorRef<PluginActor.Command> plugin) {}

  private final ServiceParts parts;
  private final Offers offers;
  private final Replica.Events events;
  private final List<Running> leaving = new ArrayList<>();
  private @Nullable Running current;
  private @Nullable Running successor;

  ServiceReplicas(ServiceParts parts, Offers offers) {
    this.parts = parts;
    this.offers = offers;
    this.events = new Events(parts.actor().getSelf());
  }

  @Nullable Replica current() {
    return current == null ? null : current.replica();
  }

  boolean isCurrent(Replica replica) {
    return current != null && current.replica() == replica;
  }

  boolean isSuccessor(Replica replica) {
    return successor != null && successor.replica() == replica;
  }

  /** Whether none is on its way out. */
  boolean noneLeaves() {
    return leaving.isEmpty();
  }

  boolean none() {
    return current == null && leaving.isEmpty();
  }

  // --- coming ------------------------------------------------------------------------------------

  void start(ServiceView service) {
    current = spawn(service);
  }

  /** Starts the one that will follow, unless one does already. */
  void startSuccessor(ServiceView service) {
    if (successor == null) {
      successor = spawn(service);
    }
  }

  private Running spawn(ServiceView service) {
    Replica replica = new Replica(service, parts.settings(), events);
    ActorRef<PluginActor.Command> plugin =
        parts
            .actor()
            .spawnAnonymous(PluginActor.create(parts.host(), replica, parts.actor().getSelf()));
    parts.actor().watch(plugin);
    return new Running(replica, plugin);
  }

  /** The successor has started: it is the current one, and the one before it drains. */
  void succeed() {
    Running before = current;
    current = successor;
    successor = null;
    if (before != null) {
      leave(before);
    }
  }

  void reconfigure(ServiceView service) {
    if (current != null) {
      current.plugin().tell(new PluginActor.Reconfigure(service));
    }
  }

  // --- going -------------------------------------------------------------------------------------

  /** The current one takes no more calls, and goes when its last has ended. */
  void drainCurrent() {
    if (current != null) {
      leave(current);
      current = null;
    }
  }

  void drainAll() {
    if (successor != null) {
      leave(successor);
      successor = null;
    }
    drainCurrent();
  }

  private void leave(Running running) {
    Replica replica = running.replica();
    leaving.add(running);
    offers.stop(replica);
    parts
        .timers()
        .startSingleTimer(
            replica, new ServiceEntity.DrainOver(replica), parts.settings().drainTimeout());
    replica.drain();
  }

  /** Its last call has ended. */
  void drained(Replica replica) {
    for (Running running : leaving) {
      if (running.replica() == replica) {
        parts.timers().cancel(replica);
        running.plugin().tell(new PluginActor.Close());
      }
    }
  }

  /** Its calls had time enough. */
  void drainOver(Replica replica) {
    stopCalls(
        replica,
        ErrorCode.SERVICE_DRAINING.reject(parts.id() + " was replaced and waited long enough"));
    drained(replica);
  }

  /** Lets the current one go at once: what it still runs is refused. */
  void drop(Rejection problem) {
    Running sick = current;
    if (sick != null) {
      current = null;
      offers.stop(sick.replica());
      stopCalls(sick.replica(), problem);
      leaving.add(sick);
      sick.plugin().tell(new PluginActor.Close());
    }
  }

  private void stopCalls(Replica replica, Rejection why) {
    parts.host().deadlines().work(work -> work.runsOn(replica)).forEach(work -> work.stop(why));
  }

  /** The current one did not start; its plugin actor stops by itself. */
  void forgetCurrent() {
    current = null;
  }

  /**
   * A plugin actor has stopped.
   *
   * @return the current replica when it was its actor that stopped, and nobody had asked it to
   */
  @Nullable Replica gone(ActorRef<?> plugin) {
    leaving.removeIf(running -> plugin.equals(running.plugin()));
    if (successor != null && plugin.equals(successor.plugin())) {
      successor = null;
    }
    return current != null && plugin.equals(current.plugin()) ? current.replica() : null;
  }

  /** What replicas tell, on any thread, as messages. */
  private record Events(ActorRef<ServiceEntity.Message> entity) implements Replica.Events {
    @Override
    public void drained(Replica replica) {
      entity.tell(new ServiceEntity.Drained(replica));
    }

    @Override
    public void abandoned(Replica replica) {
      entity.tell(new ServiceEntity.Abandoned(replica));
    }

    @Override
    public void crashed(Replica replica, Rejection problem) {
      entity.tell(new ServiceEntity.Crashed(replica, problem));
    }

    @Override
    public void misbehaved(Replica replica, Rejection problem) {
      entity.tell(new ServiceEntity.Misbehaved(replica, problem));
    }

    @Override
    public void breakerChanged(Replica replica) {
      entity.tell(new ServiceEntity.BreakerChanged());
    }
  }
}

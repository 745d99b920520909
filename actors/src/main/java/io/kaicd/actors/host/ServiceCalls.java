package io.kaicd.actors.host;

import io.kaicd.contract.definition.CapabilityRef;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.message.ServiceProtocol;
import java.util.ArrayDeque;

/**
 * The calls that reach a service's entity: run by its current replica, held while one replica takes
 * another's place, refused otherwise. The router has refused what it could see; what changed
 * meanwhile is seen here.
 */
final class ServiceCalls {
  private final ServiceParts parts;
  private final Condition condition;
  private final ServiceReplicas replicas;
  private final RemoteCalls remote;
  private final ArrayDeque<Work> held = new ArrayDeque<>();

  ServiceCalls(ServiceParts parts, Condition condition, ServiceReplicas replicas) {
    this.parts = parts;
    this.condition = condition;
    this.replicas = replicas;
    this.remote = new RemoteCalls(parts.host(), parts.actor().getSystem());
  }

  void invoke(ServiceProtocol.Invoke call) {
    Work work = remote.accept(call);
    if (work != null) {
      execute(work);
    }
  }

  void cancel(String callId) {
    remote.cancel(callId);
  }

  void execute(Work work) {
    if (work.over()) {
      return;
    }
    String id = parts.id();
    Replica current = replicas.current();
    switch (condition.state()) {
      case Lifecycle.Serving _ when current != null -> run(work, current);
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
      case Lifecycle.Starting _, Lifecycle.Serving _ ->
          work.refuse(ErrorCode.SERVICE_STARTING.reject(id + " is starting"));
    }
  }

  private void run(Work work, Replica current) {
    if (work.behalf().local() && !current.started().inHouse()) {
      work.refuse(leavesHouse());
      return;
    }
    CapabilityRef ref = current.observed().definition().capability(work.capability());
    if (ref != null && ref.version().equals(work.contract())) {
      current.run(work);
    } else {
      work.refuse(
          ErrorCode.SERVICE_STARTING.reject(
              parts.id() + " now implements another contract version"));
    }
  }

  /** Its label has changed since the router looked, or its replica has yet to follow it. */
  private Rejection leavesHouse() {
    ServiceView now = parts.host().registry().view().service(parts.id());
    return now != null && now.inHouse()
        ? ErrorCode.SERVICE_STARTING.reject(
            parts.id() + " is about to start as a service that stays in the house")
        : ErrorCode.LOCALITY_REFUSED.reject(
            parts.id() + " may leave the house, and this key's calls may not");
  }

  private void hold(Work work) {
    if (held.size() >= parts.settings().heldCalls()) {
      work.refuse(ErrorCode.SERVICE_DRAINING.reject("too many calls wait for " + parts.id()));
    } else {
      held.add(work);
    }
  }

  /** What was held goes on, or is refused, as the service is now. */
  void release() {
    for (Work work = held.poll(); work != null; work = held.poll()) {
      execute(work);
    }
  }

  /** The entity leaves this node; its calls do not outlive it. */
  void stop() {
    Rejection gone = gone(parts.id());
    parts
        .host()
        .deadlines()
        .work(work -> work.service().equals(parts.id()) && !work.over())
        .forEach(work -> work.stop(gone));
  }

  static Rejection gone(String service) {
    return ErrorCode.SERVICE_FAILED.reject(service + " has left this node");
  }
}

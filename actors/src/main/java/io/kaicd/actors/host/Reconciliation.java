package io.kaicd.actors.host;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.ServiceView;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what runs in step with what the registry says: starts it, follows its changes, stops it.
 */
final class Reconciliation {
  private final Wanted wanted;
  private final Condition condition;
  private final ServiceReplicas replicas;
  private final Offers offers;
  private final ServiceCalls calls;
  private final StatusReport report;
  private final Supervision supervision;
  private final Upgrade upgrade;
  private @Nullable ServiceView tried;
  private @Nullable ServiceView lastGood;

  Reconciliation(
      Wanted wanted,
      Condition condition,
      ServiceReplicas replicas,
      Offers offers,
      ServiceCalls calls,
      StatusReport report,
      Supervision supervision,
      Upgrade upgrade) {
    this.wanted = wanted;
    this.condition = condition;
    this.replicas = replicas;
    this.offers = offers;
    this.calls = calls;
    this.report = report;
    this.supervision = supervision;
    this.upgrade = upgrade;
  }

  void reconcile() {
    ServiceView now = wanted.now();
    if (now == null) {
      stop();
      return;
    }
    if (now.quarantined()) {
      supervision.quarantined(now.quarantine());
      return;
    }
    switch (condition.state()) {
      case Lifecycle.Stopped stopped -> begin(now, stopped.start());
      case Lifecycle.Quarantined quarantined when quarantined.confirmed() -> {
        supervision.released();
        begin(now, quarantined.release());
      }
      case Lifecycle.BackingOff failed when tried == null || !tried.runsAs(now) -> {
        supervision.callOffRetry(); // it may be what the change has mended
        begin(now, failed.retry());
      }
      case Lifecycle.Serving serving -> {
        Replica current = replicas.current();
        lastGood = current == null ? null : current.observed();
        upgrade.follow(serving, now);
      }
      case Lifecycle.Quarantined _,
          Lifecycle.BackingOff _,
          Lifecycle.Starting _,
          Lifecycle.Draining _ -> {}
    }
    report.publish();
  }

  /** Whether nothing runs and nothing will. */
  boolean over() {
    return replicas.none() && wanted.never();
  }

  private void begin(ServiceView now, Lifecycle.Starting starting) {
    condition.becomes(starting);
    tried = now;
    replicas.start(now);
    report.publish();
  }

  /** The pause after a failure is over. */
  void retry() {
    ServiceView now = wanted.now();
    if (now != null && condition.state() instanceof Lifecycle.BackingOff failed) {
      condition.countRestart();
      begin(now, failed.retry());
    }
  }

  private void stop() {
    supervision.callOffRetry();
    if (replicas.current() != null) {
      condition.becomes(
          condition.state() instanceof Lifecycle.Serving serving
              ? serving.drain(false)
              : new Lifecycle.Draining(false));
    }
    replicas.drainAll();
    if (replicas.noneLeaves()) {
      condition.becomes(new Lifecycle.Stopped());
    } else if (condition.state() instanceof Lifecycle.Draining draining) {
      condition.becomes(draining.forGood());
    }
    calls.release();
    report.publish();
  }

  // --- what becomes of a replica -----------------------------------------------------------------

  void started(Replica replica) {
    if (replicas.isSuccessor(replica)) {
      replicas.succeed();
    } else if (!replicas.isCurrent(replica)) {
      return;
    }
    supervision.started();
    condition.serves();
    upgrade.started(replica);
    offers.begin(replica);
    calls.release();
    reconcile();
  }

  void notStarted(Replica replica, Rejection problem, boolean crash) {
    if (replicas.isSuccessor(replica)) {
      upgrade.successorFailed(replica, problem);
    } else if (replicas.isCurrent(replica) && !backToLastGood(replica, problem)) {
      supervision.notStarted(replica, problem, crash);
    }
  }

  /**
   * What does not start in place of one that was drained leaves the service to the last that did,
   * for which the calls that wait go on waiting.
   */
  private boolean backToLastGood(Replica failed, Rejection problem) {
    ServiceView last = lastGood;
    if (last == null
        || last.runsAs(failed.started())
        || !(condition.state() instanceof Lifecycle.Starting(boolean replaces))
        || !replaces) {
      return false;
    }
    lastGood = null; // once: what does not start either is a failure like any other
    replicas.forgetCurrent();
    upgrade.fallsBack(failed, problem);
    replicas.start(last);
    return true;
  }

  void gone(ActorRef<?> plugin) {
    Replica unasked = replicas.gone(plugin);
    if (unasked != null) {
      // Not by its own word: a bug of the host's, treated as the crash that it is.
      supervision.crashed(unasked, ErrorCode.INTERNAL.reject("the plugin's actor failed"));
    }
    if (!replicas.noneLeaves()) {
      return;
    }
    ServiceView now = wanted.now();
    if (now == null) {
      stop();
    } else if (condition.state() instanceof Lifecycle.Draining draining) {
      if (draining.restarts()) {
        begin(now, draining.restart());
      } else {
        stop();
      }
    }
  }
}

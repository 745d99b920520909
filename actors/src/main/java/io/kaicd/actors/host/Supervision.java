package io.kaicd.actors.host;

import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.contract.registry.WriteResult;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What follows when a service's replica fails: another start after a pause, or quarantine, which is
 * the registry's to keep and the owner's to end.
 */
final class Supervision {
  private static final String RETRY = "retry";

  private final ServiceParts parts;
  private final HostSettings settings;
  private final Condition condition;
  private final ServiceReplicas replicas;
  private final ServiceCalls calls;
  private final StatusReport report;
  private Crashes crashes = Crashes.NONE;

  Supervision(
      ServiceParts parts,
      Condition condition,
      ServiceReplicas replicas,
      ServiceCalls calls,
      StatusReport report) {
    this.parts = parts;
    this.settings = parts.settings();
    this.condition = condition;
    this.replicas = replicas;
    this.calls = calls;
    this.report = report;
  }

  // --- failures ----------------------------------------------------------------------------------

  /** The current replica did not start. */
  void notStarted(Replica replica, Rejection problem, boolean crash) {
    report.failed(replica.observed());
    replicas.forgetCurrent();
    backOff(problem, crash);
  }

  void crashed(Replica replica, Rejection problem) {
    if (replicas.isCurrent(replica)) {
      parts.actor().getLog().warn("{} crashed: {}", parts.id(), problem.message());
      report.failed(replica.observed());
      replicas.drop(problem);
      backOff(problem, true);
    }
  }

  /** Its breaker has opened over failures of the plugin's own. */
  void misbehaved(Replica replica, Rejection problem) {
    if (!replicas.isCurrent(replica)) {
      return;
    }
    condition.lastProblem(problem);
    crashes = crashes.and(System.nanoTime(), settings.crashWindow()).afterSuccess();
    if (crashes.tooMany(settings.crashes())) {
      quarantine("it failed again and again: " + problem.message());
      replicas.drop(problem);
    }
    report.publish();
  }

  /** A thread of its plugin could not be stopped. */
  void abandoned(Replica replica) {
    if (!replicas.isCurrent(replica)) {
      return;
    }
    int count = replica.threads().abandoned();
    Rejection problem =
        ErrorCode.PLUGIN_STUCK.reject(count + " thread(s) of its plugin could not be stopped");
    if (count > settings.mostAbandoned()) {
      condition.lastProblem(problem);
      quarantine(problem.message());
      replicas.drop(problem);
      report.publish();
    } else {
      report.problem("threads", problem);
    }
  }

  private void backOff(Rejection problem, boolean crash) {
    condition.lastProblem(problem);
    crashes = crash ? crashes.and(System.nanoTime(), settings.crashWindow()) : crashes.andRefusal();
    switch (condition.state()) {
      case Lifecycle.Starting starting -> condition.becomes(starting.failed(problem));
      case Lifecycle.Serving serving -> condition.becomes(serving.crashed(problem));
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
      parts
          .timers()
          .startSingleTimer(
              RETRY,
              new ServiceEntity.Retry(),
              crashes.pause(settings, ThreadLocalRandom.current()::nextDouble));
    }
    calls.release();
    report.publish();
  }

  // --- recovery ----------------------------------------------------------------------------------

  /** A replica has started: the next pause is a short one again. */
  void started() {
    crashes = crashes.afterSuccess();
  }

  void callOffRetry() {
    parts.timers().cancel(RETRY);
  }

  /** Its owner released it: what was, counts no more. */
  void released() {
    crashes = Crashes.NONE;
  }

  // --- quarantine --------------------------------------------------------------------------------

  private void quarantine(String reason) {
    switch (condition.state()) {
      case Lifecycle.Serving serving -> condition.becomes(serving.quarantine(reason, false));
      case Lifecycle.BackingOff failed -> condition.becomes(failed.quarantine(reason, false));
      case Lifecycle.Starting starting -> condition.becomes(starting.quarantine(reason, false));
      default -> {
        return;
      }
    }
    parts.actor().getLog().error("{} goes into quarantine: {}", parts.id(), reason);
    WriteOptions byHost = new WriteOptions(Caller.HOST, WriteOptions.Precondition.NONE, false);
    parts
        .actor()
        .pipeToSelf(
            parts
                .host()
                .registry()
                .write(new RegistryWrite.QuarantineService(parts.id(), reason), byHost),
            (result, failure) ->
                new ServiceEntity.Written(
                    result != null
                        ? result
                        : new WriteResult.Refused(ErrorCode.INTERNAL.reject("no answer"))));
  }

  /** The registry's answer to a quarantine of ours. */
  void written(WriteResult result) {
    if (result instanceof WriteResult.Refused(Rejection rejection)) {
      parts
          .actor()
          .getLog()
          .warn("{}: quarantine not recorded: {}", parts.id(), rejection.message());
    }
    if (condition.state() instanceof Lifecycle.Quarantined quarantined) {
      // The view that follows the answer is to be believed: it may have been released meanwhile,
      // and what was never recorded could not be released by anybody.
      condition.becomes(quarantined.confirm());
    }
  }

  /** The registry says that it is in quarantine. */
  void quarantined(String reason) {
    switch (condition.state()) {
      case Lifecycle.Quarantined quarantined -> condition.becomes(quarantined.confirm());
      case Lifecycle.Serving serving -> condition.becomes(serving.quarantine(reason, true));
      case Lifecycle.Starting starting -> condition.becomes(starting.quarantine(reason, true));
      case Lifecycle.BackingOff failed -> condition.becomes(failed.quarantine(reason, true));
      case Lifecycle.Stopped stopped -> condition.becomes(stopped.quarantine(reason));
      case Lifecycle.Draining _ -> {
        return; // what drains is on its way out; the end of it looks again
      }
    }
    callOffRetry();
    replicas.drainAll();
    calls.release();
    report.publish();
  }
}

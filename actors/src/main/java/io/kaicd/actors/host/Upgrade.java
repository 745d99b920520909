package io.kaicd.actors.host;

import io.kaicd.contract.definition.Run;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.ServiceView;
import org.jspecify.annotations.Nullable;

/**
 * Brings what serves to another configuration or definition, with no call lost: in place, by a
 * successor that takes over, or by one that waits for the data. What does not take leaves the last
 * good one in service.
 */
final class Upgrade {
  private static final String CONFIGURATION = "configuration";

  private final Condition condition;
  private final ServiceReplicas replicas;
  private final Offers offers;
  private final StatusReport report;
  private @Nullable ServiceView refused;
  private @Nullable Replica reconfiguring;
  private @Nullable Rejection fellBack;

  Upgrade(Condition condition, ServiceReplicas replicas, Offers offers, StatusReport report) {
    this.condition = condition;
    this.replicas = replicas;
    this.offers = offers;
    this.report = report;
  }

  void follow(Lifecycle.Serving serving, ServiceView now) {
    Replica current = replicas.current();
    if (current == null || isRefused(now)) {
      return;
    }
    Change change = Change.between(current.observed(), now);
    if (reconfiguring == current && change != Change.REPLACE) {
      return; // what it is at now ends first, and then this is looked at again
    }
    switch (change) {
      case NONE -> {
        current.observed(now);
        refused(null); // it is as it was before what it refused
        report.problem(CONFIGURATION, null);
      }
      case IN_PLACE -> {
        reconfiguring = current;
        replicas.reconfigure(now);
      }
      case REPLACE -> replace(serving, current, now);
    }
  }

  /** Whether this very state was tried and did not take. */
  private boolean isRefused(ServiceView now) {
    return refused != null && refused.runsAs(now);
  }

  private void replace(Lifecycle.Serving serving, Replica current, ServiceView now) {
    if (keepsData(now) || keepsData(current.started())) {
      // Two replicas cannot share the data: calls wait until the new one has it.
      condition.becomes(serving.drain(true));
      replicas.drainCurrent();
    } else {
      replicas.startSuccessor(now); // calls go on to the old one until this one is ready
    }
  }

  private static boolean keepsData(ServiceView service) {
    return service.definition().run().data() == Run.Data.NODE;
  }

  /**
   * @param problem nothing when the replica has taken it
   */
  void reconfigured(Replica replica, ServiceView service, @Nullable Rejection problem) {
    if (reconfiguring == replica) {
      reconfiguring = null;
    }
    if (problem == null) {
      replica.observed(service);
      refused(null);
      report.problem(CONFIGURATION, null);
      if (replicas.isCurrent(replica)) {
        offers.pull(replica);
      }
    } else {
      refused(service);
      report.problem(CONFIGURATION, problem);
    }
  }

  void successorFailed(Replica successor, Rejection problem) {
    refused(successor.started());
    report.problem(CONFIGURATION, problem);
  }

  /** The last good one starts again in place of one that did not start. */
  void fallsBack(Replica failed, Rejection problem) {
    refused(failed.started());
    fellBack = problem;
  }

  /**
   * A replica has started: what was refused before may be tried again, unless it is what this one
   * stands in for.
   */
  void started(Replica replica) {
    Rejection problem = fellBack;
    fellBack = null;
    if (problem == null || isRefused(replica.started())) {
      refused(null);
    } else {
      report.problem(CONFIGURATION, problem);
    }
  }

  private void refused(@Nullable ServiceView service) {
    refused = service;
    report.refused(service);
  }
}

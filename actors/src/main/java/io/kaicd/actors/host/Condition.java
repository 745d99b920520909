package io.kaicd.actors.host;

import io.kaicd.contract.error.Rejection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a service is on this node: where it is in its life, and what is wrong with it. */
final class Condition {
  private Lifecycle state = new Lifecycle.Stopped();
  private final Map<String, Rejection> problems = new LinkedHashMap<>();
  private @Nullable Rejection lastProblem;
  private int restarts;

  Lifecycle state() {
    return state;
  }

  void becomes(Lifecycle next) {
    state = next;
  }

  /** A replica answers, and nothing is known against it. */
  void serves() {
    problems.clear();
    if (state instanceof Lifecycle.Starting starting) {
      state = starting.started();
    } else if (state instanceof Lifecycle.Degraded degraded) {
      state = degraded.recover();
    }
  }

  /**
   * While something is wrong with it, what serves is degraded.
   *
   * @param problem nothing when that matter is well again
   */
  void problem(String about, @Nullable Rejection problem) {
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
  }

  /** What the owner is shown, until something else goes wrong. */
  void lastProblem(Rejection problem) {
    lastProblem = problem;
  }

  @Nullable Rejection lastProblem() {
    return lastProblem;
  }

  /** It starts again after a failure. */
  void countRestart() {
    restarts++;
  }

  int restarts() {
    return restarts;
  }
}

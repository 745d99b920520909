package io.kaicd.actors.host;

import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.Phase;

/** Where a service's replica is in its life. Each state has the methods that are legal in it. */
sealed interface Lifecycle {
  Phase phase();

  /** Nothing runs and nothing should. */
  record Stopped() implements Lifecycle {
    @Override
    public Phase phase() {
      return Phase.STOPPED;
    }

    Starting start() {
      return new Starting(false);
    }

    Quarantined quarantine(String reason) {
      return new Quarantined(reason, true);
    }
  }

  /**
   * @param replaces whether it takes the place of a replica that was drained; calls wait for it
   */
  record Starting(boolean replaces) implements Lifecycle {
    @Override
    public Phase phase() {
      return replaces ? Phase.DRAINING : Phase.STARTING;
    }

    Ready started() {
      return new Ready();
    }

    BackingOff failed(Rejection problem) {
      return new BackingOff(problem);
    }

    Quarantined quarantine(String reason, boolean confirmed) {
      return new Quarantined(reason, confirmed);
    }

    Stopped stop() {
      return new Stopped();
    }
  }

  /** A replica answers. */
  sealed interface Serving extends Lifecycle {
    default Draining drain(boolean restarts) {
      return new Draining(restarts);
    }

    default BackingOff crashed(Rejection problem) {
      return new BackingOff(problem);
    }

    default Quarantined quarantine(String reason, boolean confirmed) {
      return new Quarantined(reason, confirmed);
    }
  }

  record Ready() implements Serving {
    @Override
    public Phase phase() {
      return Phase.READY;
    }

    Degraded degrade(Rejection problem) {
      return new Degraded(problem);
    }
  }

  /** It answers, and something is wrong. */
  record Degraded(Rejection problem) implements Serving {
    @Override
    public Phase phase() {
      return Phase.DEGRADED;
    }

    Ready recover() {
      return new Ready();
    }
  }

  /** It failed, and waits before its next start. */
  record BackingOff(Rejection problem) implements Lifecycle {
    @Override
    public Phase phase() {
      return Phase.BACKING_OFF;
    }

    Starting retry() {
      return new Starting(false);
    }

    Quarantined quarantine(String reason, boolean confirmed) {
      return new Quarantined(reason, confirmed);
    }

    Stopped stop() {
      return new Stopped();
    }
  }

  /**
   * It crashed too often, and waits for its release.
   *
   * @param confirmed whether the registry says so too; until then its silence is no release
   */
  record Quarantined(String reason, boolean confirmed) implements Lifecycle {
    @Override
    public Phase phase() {
      return Phase.QUARANTINED;
    }

    Quarantined confirm() {
      return new Quarantined(reason, true);
    }

    Starting release() {
      return new Starting(false);
    }

    Stopped stop() {
      return new Stopped();
    }
  }

  /**
   * No new call runs, and those in flight end.
   *
   * @param restarts whether another replica follows, for which new calls wait
   */
  record Draining(boolean restarts) implements Lifecycle {
    @Override
    public Phase phase() {
      return Phase.DRAINING;
    }

    Starting restart() {
      return new Starting(true);
    }

    Stopped stop() {
      return new Stopped();
    }

    Draining forGood() {
      return new Draining(false);
    }
  }
}

package io.kaicd.actors.host;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Rests a replica that fails: closed until a number of failures in a row, then open for a pause
 * that doubles, then half-open for one trial. Any thread may use it; times are of {@link
 * System#nanoTime}.
 */
final class Breaker {
  /** What is known of the replica now. */
  sealed interface State {
    String word();
  }

  record Closed(int failures) implements State {
    @Override
    public String word() {
      return "closed";
    }
  }

  record Open(long until, int times) implements State {
    @Override
    public String word() {
      return "open";
    }
  }

  /** One trial is under way, which is given up as lost at {@code until}. */
  record HalfOpen(long until, int times) implements State {
    @Override
    public String word() {
      return "half-open";
    }
  }

  private static final Closed WELL = new Closed(0);

  private final int threshold;
  private final long pauseNanos;
  private final int mostDoublings;
  private final Runnable changed;
  private final AtomicReference<State> state = new AtomicReference<>(WELL);

  /**
   * @param changed runs after each change of the word, on the thread that made it
   */
  Breaker(int threshold, Duration pause, int mostDoublings, Runnable changed) {
    this.threshold = threshold;
    this.pauseNanos = pause.toNanos();
    this.mostDoublings = mostDoublings;
    this.changed = changed;
  }

  private State now() {
    return Objects.requireNonNull(state.get());
  }

  /** As routers are told: open and rested is half-open, so that somebody sends the trial. */
  String word(long now) {
    return rest(now) > 0 || !(now() instanceof Open) ? now().word() : "half-open";
  }

  /** Nanoseconds until it takes a trial, 0 when it is not open. */
  long rest(long now) {
    return now() instanceof Open open ? Math.max(0, open.until() - now) : 0;
  }

  /** Whether a call may go now; when open and rested, the first to ask becomes the trial. */
  boolean admits(long now) {
    State at = now();
    return switch (at) {
      case Closed _ -> true;
      case Open open -> now - open.until() >= 0 && trial(open, open.times(), now);
      case HalfOpen half -> now - half.until() >= 0 && trial(half, half.times(), now);
    };
  }

  private boolean trial(State from, int times, long now) {
    boolean mine = state.compareAndSet(from, new HalfOpen(now + pause(times), times));
    if (mine && from instanceof Open) {
      changed.run();
    }
    return mine;
  }

  void succeeded() {
    State at = now();
    if (!at.equals(WELL) && !(at instanceof Open) && state.compareAndSet(at, WELL)) {
      if (at instanceof HalfOpen) {
        changed.run();
      }
    }
  }

  /** Whether this failure opened it. */
  boolean failed(long now) {
    while (true) {
      State at = now();
      State next =
          switch (at) {
            case Closed c when c.failures() + 1 < threshold -> new Closed(c.failures() + 1);
            case Closed _ -> new Open(now + pause(0), 0);
            case HalfOpen half -> {
              int times = Math.min(half.times() + 1, mostDoublings);
              yield new Open(now + pause(times), times);
            }
            case Open open -> open; // calls that were under way when it opened
          };
      if (state.compareAndSet(at, next)) {
        boolean opened = next instanceof Open && !(at instanceof Open);
        if (opened) {
          changed.run();
        }
        return opened;
      }
    }
  }

  private long pause(int times) {
    return pauseNanos << times;
  }
}

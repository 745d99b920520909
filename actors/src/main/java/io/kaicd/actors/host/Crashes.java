package io.kaicd.actors.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * The crashes of late, and what they mean for the next start. Times are of {@link System#nanoTime}.
 *
 * @param inRow starts that failed since the last that went well
 */
record Crashes(List<Long> times, int inRow) {
  static final Crashes NONE = new Crashes(List.of(), 0);

  Crashes and(long now, Duration window) {
    List<Long> recent = new ArrayList<>();
    for (long time : times) {
      if (now - time < window.toNanos()) {
        recent.add(time);
      }
    }
    recent.add(now);
    return new Crashes(List.copyOf(recent), inRow + 1);
  }

  /** A failed start that is nobody's crash: it waits, and counts for nothing else. */
  Crashes andRefusal() {
    return new Crashes(times, inRow + 1);
  }

  Crashes afterSuccess() {
    return new Crashes(times, 0);
  }

  boolean tooMany(int most) {
    return times.size() >= most;
  }

  /** How long to wait before the next start. */
  Duration pause(HostSettings settings, DoubleSupplier random) {
    double doubled = settings.backOffFirst().toMillis() * Math.pow(2, Math.max(0, inRow - 1));
    double most = Math.min(doubled, (double) settings.backOffMost().toMillis());
    double jitter = 1 + settings.backOffJitter() * (2 * random.getAsDouble() - 1);
    return Duration.ofMillis(Math.round(most * jitter));
  }
}

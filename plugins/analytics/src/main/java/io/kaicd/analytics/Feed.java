package io.kaicd.analytics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** All that is kept: the last five minutes by the second, the last day by the minute. */
final class Feed {
  static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration FINE = Duration.ofMinutes(5);
  // A tally takes about half a kilobyte with ten buckets, so a ring stays near 10 MB.
  private static final int MOST_TALLIES = 20_000;

  private final Instant begun;
  private final Ring seconds;
  private final Ring minutes;

  Feed(Instant begun) {
    this(begun, MOST_TALLIES);
  }

  Feed(Instant begun, int mostTallies) {
    this.begun = begun;
    // A minute more than the window, so that digests that arrive late find their slot.
    this.seconds =
        new Ring(Duration.ofSeconds(1), FINE.plusMinutes(1), mostTallies, begun.minus(FINE));
    this.minutes =
        new Ring(Duration.ofMinutes(1), LONGEST.plusMinutes(1), mostTallies, begun.minus(LONGEST));
  }

  /** How many were counted; those older than a day are not. */
  synchronized int add(List<Digest> digests, Instant now) {
    int counted = 0;
    for (Digest digest : digests) {
      // A node whose clock is ahead counts as now: there is no slot in the future.
      Instant at = digest.at().isAfter(now) ? now : digest.at();
      seconds.add(digest, at, now);
      counted += minutes.add(digest, at, now) ? 1 : 0;
    }
    return counted;
  }

  /** By the second up to five minutes back, and by whole minutes further. */
  synchronized Summary summary(Instant now, Duration window, Predicate<Key> wanted) {
    Ring ring = window.compareTo(FINE) <= 0 ? seconds : minutes;
    Instant asked = now.minus(window);
    Instant from = ring.firstSlot(asked.isAfter(ring.kept()) ? asked : ring.kept());
    Map<Key, Tally> sums = new TreeMap<>(ring.since(from));
    sums.keySet().removeIf(wanted.negate());
    // A feed that began inside the window has its rate over the time since then.
    return new Summary(begun.isAfter(from) ? begun : from, now, sums);
  }

  synchronized int tallies() {
    return seconds.tallies() + minutes.tallies();
  }
}

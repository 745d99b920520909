package io.kaicd.actors.audit;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * Counts equal things, from many threads and without a lock: one look-up and one atomic addition
 * for what is known already. Past a number of different things the rest is counted together.
 *
 * <p>{@link #drain} takes every count exactly once: a count is closed as it is taken, and who still
 * holds it finds that out by adding to it, and adds to a new one instead.
 */
final class Tally<K> {
  private final ConcurrentHashMap<K, Count> counts = new ConcurrentHashMap<>();
  private final int most;
  private final UnaryOperator<K> rest;
  private final Clock clock;

  /**
   * @param count 1 or more
   */
  record Counted<K>(K what, long count, Instant first, Instant last) {}

  /**
   * @param most different things, give or take one a thread; {@code rest} may make some more
   * @param rest under which name a thing is counted when there is no room for its own
   */
  Tally(int most, UnaryOperator<K> rest, Clock clock) {
    this.most = most;
    this.rest = rest;
    this.clock = clock;
  }

  void add(K what) {
    long now = clock.millis();
    Count count;
    do {
      count = counts.get(what);
      if (count == null) {
        K key = counts.size() < most ? what : rest.apply(what);
        count = counts.computeIfAbsent(key, made -> new Count(now));
      }
    } while (!count.add(now));
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  /** All that was counted since the last time, by when it began. */
  List<Counted<K>> drain() {
    List<Counted<K>> drained = new ArrayList<>();
    for (K key : new ArrayList<>(counts.keySet())) {
      Count count = counts.remove(key);
      long number = count == null ? 0 : count.close();
      if (count != null && number > 0) {
        drained.add(
            new Counted<>(
                key,
                number,
                Instant.ofEpochMilli(count.first),
                Instant.ofEpochMilli(Math.max(count.first, count.last))));
      }
    }
    drained.sort(Comparator.comparing(Counted::first));
    return drained;
  }

  private static final class Count {
    private static final long CLOSED = Long.MIN_VALUE;

    private final AtomicLong number = new AtomicLong();
    private final long first;
    private volatile long last;

    Count(long now) {
      first = now;
      last = now;
    }

    boolean add(long now) {
      last = now;
      return number.getAndIncrement() >= 0; // a closed one stays below zero
    }

    long close() {
      return number.getAndSet(CLOSED);
    }
  }
}

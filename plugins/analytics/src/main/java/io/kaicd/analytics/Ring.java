package io.kaicd.analytics;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The last slots of time, each with a tally a key. It is bounded in time, and in tallies: past
 * those the oldest slots go first, and {@link #kept()} moves on.
 */
final class Ring {
  private final long slotSeconds;
  private final long slots;
  private final int mostTallies;
  private final TreeMap<Long, Map<Key, Tally>> bySlot = new TreeMap<>();
  private int tallies;
  private long firstKept;

  /**
   * @param slot the length of a slot, whole seconds
   * @param since from when on it is fed
   */
  Ring(Duration slot, Duration span, int mostTallies, Instant since) {
    this.slotSeconds = slot.toSeconds();
    this.slots = span.dividedBy(slot);
    this.mostTallies = mostTallies;
    this.firstKept = slot(since);
  }

  private long slot(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), slotSeconds);
  }

  /** Whether it was counted: not when it is older than what is kept. */
  boolean add(Digest digest, Instant at, Instant now) {
    forgetBefore(slot(now) - slots);
    long slot = slot(at);
    if (slot < firstKept) {
      return false;
    }
    Map<Key, Tally> keys = bySlot.computeIfAbsent(slot, s -> new HashMap<>());
    if (!keys.containsKey(digest.key())) {
      keys.put(digest.key(), new Tally());
      tallies++;
    }
    keys.get(digest.key()).add(digest);
    while (tallies > mostTallies && bySlot.size() > 1) {
      forgetBefore(bySlot.firstKey() + 1);
    }
    return slot >= firstKept;
  }

  private void forgetBefore(long slot) {
    firstKept = Math.max(firstKept, slot);
    while (!bySlot.isEmpty() && bySlot.firstKey() < firstKept) {
      tallies -= bySlot.pollFirstEntry().getValue().size();
    }
  }

  /** From when on it has all that it was fed. */
  Instant kept() {
    return Instant.ofEpochSecond(firstKept * slotSeconds);
  }

  /** The start of the first whole slot that begins at this time or later. */
  Instant firstSlot(Instant from) {
    return Instant.ofEpochSecond(Math.ceilDiv(from.getEpochSecond(), slotSeconds) * slotSeconds);
  }

  /** The sums from a time on, which is a slot's start. */
  Map<Key, Tally> since(Instant from) {
    Map<Key, Tally> sums = new TreeMap<>();
    for (Map<Key, Tally> keys : bySlot.tailMap(slot(from)).values()) {
      keys.forEach((key, tally) -> sums.computeIfAbsent(key, k -> new Tally()).add(tally));
    }
    return sums;
  }

  int tallies() {
    return tallies;
  }
}

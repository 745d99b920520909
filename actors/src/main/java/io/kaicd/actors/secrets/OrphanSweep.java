package io.kaicd.actors.secrets;

import io.kaicd.actors.secrets.VaultState.Known;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The data keys that nothing needs. Those that the stream itself has ended (deleted secrets,
 * forgotten versions) are destroyed at once, and again where a crash came between. Those that it
 * does not speak of are told in it first, so that only who may write the stream can have them
 * destroyed, and are left for some days: they may be a newer journal's than the one that was
 * started on.
 */
final class OrphanSweep {
  /** How long a key that the stream does not speak of is left. */
  static final Duration LEFT = Duration.ofDays(7);

  /** How many ids are in one event: its bytes must fit a frame. */
  private static final int MOST = 10_000;

  private final WrappedKeys keys;
  private final Duration young;
  private final Clock clock;

  OrphanSweep(WrappedKeys keys, Duration young, Clock clock) {
    this.keys = keys;
    this.young = young;
    this.clock = clock;
  }

  /** Destroys those whose time has come, and gives their ids. */
  List<String> destroyDue(Known vault) {
    Instant now = clock.instant();
    List<String> due =
        vault.ending().entrySet().stream()
            .filter(each -> !each.getValue().isAfter(now))
            .map(Map.Entry::getKey)
            .limit(MOST)
            .toList();
    due.forEach(keys::delete);
    return due;
  }

  /**
   * The ids of those that the stream does not speak of; a key is put before its event, so that
   * young ones are left out.
   */
  List<String> strays(Known vault) {
    Set<String> needed = vault.deks();
    Instant before = clock.instant().minus(young);
    return keys.list().stream()
        .filter(each -> each.written().isBefore(before))
        .map(WrappedKeys.Listed::id)
        .filter(id -> !needed.contains(id) && !vault.ending().containsKey(id))
        .distinct()
        .limit(MOST)
        .toList();
  }

  /** At once after the event that ended them, whatever their age. */
  void destroy(VaultState before, VaultState after) {
    if (before instanceof Known was && after instanceof Known now) {
      Set<String> needed = now.deks();
      was.deks().stream().filter(id -> !needed.contains(id)).forEach(keys::delete);
    }
  }
}

package io.kaicd.actors.secrets;

import io.kaicd.actors.secrets.VaultState.Known;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Destroys the data keys that nothing needs: those of deleted secrets and forgotten versions, and
 * those whose event was never written. A key is put before its event, so that a young one is left
 * alone; the time must be longer than a write may take.
 */
final class OrphanSweep {
  private final WrappedKeys keys;
  private final Duration young;
  private final Clock clock;

  OrphanSweep(WrappedKeys keys, Duration young, Clock clock) {
    this.keys = keys;
    this.young = young;
    this.clock = clock;
  }

  /**
   * @param vault at least as new as every event that was acknowledged
   * @return the ids that were destroyed
   */
  List<String> sweep(Known vault) {
    Set<String> needed = vault.deks();
    Instant before = clock.instant().minus(young);
    List<String> orphans =
        keys.list().stream()
            .filter(each -> !needed.contains(each.id()) && each.written().isBefore(before))
            .map(WrappedKeys.Listed::id)
            .distinct()
            .toList();
    orphans.forEach(keys::delete);
    return orphans;
  }

  /** At once after the event that ended them, whatever their age. */
  void destroy(VaultState before, VaultState after) {
    if (before instanceof Known was && after instanceof Known now) {
      Set<String> needed = now.deks();
      was.deks().stream().filter(id -> !needed.contains(id)).forEach(keys::delete);
    }
  }
}

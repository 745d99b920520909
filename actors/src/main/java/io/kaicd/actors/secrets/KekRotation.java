package io.kaicd.actors.secrets;

import io.kaicd.actors.secrets.VaultState.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The second half of a rotation: once a new key is in every ring and is the primary one, each data
 * key is wrapped anew under it, step by step. What is left to do stands in the store itself, so
 * that it goes on after a crash where it was; both keys stay in the ring meanwhile, so that no read
 * fails.
 */
final class KekRotation {
  private final WrappedKeys keys;

  KekRotation(WrappedKeys keys) {
    this.keys = keys;
  }

  /**
   * @param rewrapped in this step
   * @param left still under another key than the primary one; ask for another step
   * @param lost ids of data keys that are not there or do not open; they hold nothing back
   */
  record Progress(int rewrapped, int left, List<String> lost) {
    boolean done() {
      return left == 0;
    }
  }

  /**
   * Wraps anew at most so many data keys.
   *
   * @throws KeyRing.Closed when the vault is locked meanwhile; go on after it is unlocked
   */
  Progress step(KeyRing ring, Known vault, int most) {
    int rewrapped = 0;
    int left = 0;
    List<String> lost = new ArrayList<>();
    for (StoredSecret secret : vault.secrets().values()) {
      for (Map.Entry<Integer, StoredSecret.Version> each : secret.versions().entrySet()) {
        String dek = each.getValue().value().dek();
        Optional<WrappedKey> was = keys.get(dek);
        if (was.isPresent() && was.get().kek().equals(vault.primary())) {
          continue;
        }
        if (was.isEmpty() || !ring.opens(was.get(), secret.name(), each.getKey())) {
          lost.add(dek);
        } else if (rewrapped < most) {
          rewrapped++;
          left += rewrap(ring, was.get(), secret.name(), each.getKey(), vault.primary()) ? 0 : 1;
        } else {
          left++;
        }
      }
    }
    return new Progress(rewrapped, left, List.copyOf(lost));
  }

  private boolean rewrap(KeyRing ring, WrappedKey was, String name, int version, String kek) {
    try {
      // False where it was deleted or replaced meanwhile: the next step looks again.
      return keys.replace(was, ring.rewrap(was, name, version, kek));
    } catch (Unopenable e) {
      return false;
    }
  }

  /**
   * The keys that can be retired: neither the primary one, nor one that a kept data key is under,
   * be it one that does not open.
   */
  List<String> retirable(Known vault) {
    List<String> idle = new ArrayList<>(vault.keks().keySet());
    idle.remove(vault.primary());
    // All that is in the store, and not only what the state knows: a put may be under way.
    keys.list().forEach(listed -> keys.get(listed.id()).ifPresent(key -> idle.remove(key.kek())));
    return List.copyOf(idle);
  }
}

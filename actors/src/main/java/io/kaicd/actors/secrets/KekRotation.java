package io.kaicd.actors.secrets;

import io.kaicd.actors.secrets.VaultState.Known;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The second half of a rotation: once a new key is the primary one, each data key is looked at once
 * and wrapped anew under it, step by step. Both keys stay in the ring meanwhile, so that no read
 * fails. What is left to do stands in the store itself: another pass goes on after a crash, and two
 * nodes that do the same one do no harm, since a data key is replaced only where it is as it was
 * read, and only from under a key that was in the ring when the pass began: never from under the
 * key of a later rotation.
 */
final class KekRotation {
  private static final int TRIES = 5;

  private final WrappedKeys keys;
  private final Known vault;
  private final Deque<Dek> left = new ArrayDeque<>();
  private final List<String> lost = new ArrayList<>();

  private record Dek(String id, String name, int version, int tries) {}

  /**
   * @param vault after the new key was made the primary one: no data key that comes later is under
   *     another
   */
  KekRotation(WrappedKeys keys, Known vault) {
    this.keys = keys;
    this.vault = vault;
    vault
        .secrets()
        .values()
        .forEach(
            secret ->
                secret
                    .versions()
                    .forEach(
                        (number, version) ->
                            left.add(new Dek(version.value().dek(), secret.name(), number, 0))));
  }

  /**
   * Looks at so many data keys.
   *
   * @return how many were wrapped anew
   * @throws KeyRing.Closed when the vault is locked meanwhile
   * @throws RejectedException {@code vault.conflict} when the primary key itself is lost: each data
   *     key would look so, and the keys that still open them would be retired
   */
  int step(KeyRing ring, int most) {
    if (!ring.has(vault.primary())) {
      throw ErrorCode.VAULT_CONFLICT
          .reject(
              "the key of the ring that the rotation leads to, %s, is lost or damaged; no key was retired"
                  .formatted(vault.primary()))
          .withRemedy("Restore the journal from a backup in which it opens, and ask again")
          .asException();
    }
    int rewrapped = 0;
    for (int i = 0; i < most && !left.isEmpty(); i++) {
      Dek dek = left.remove();
      Optional<WrappedKey> was = keys.get(dek.id());
      if (was.isEmpty()) {
        lost.add(dek.id()); // or deleted meanwhile
      } else if (!was.get().kek().equals(vault.primary())) {
        rewrapped += rewrapped(ring, was.get(), dek) ? 1 : 0;
      }
    }
    return rewrapped;
  }

  private boolean rewrapped(KeyRing ring, WrappedKey was, Dek dek) {
    if (!vault.keks().containsKey(was.kek())) {
      lost.add(dek.id()); // a later rotation has it, or nothing
      return false;
    }
    try {
      if (keys.replace(was, ring.rewrap(was, dek.name(), dek.version(), vault.primary()))) {
        return true;
      }
    } catch (Unopenable e) {
      lost.add(dek.id());
      return false;
    }
    if (dek.tries() == TRIES) {
      throw new IllegalStateException("a data key changes each time it is looked at");
    }
    left.add(new Dek(dek.id(), dek.name(), dek.version(), dek.tries() + 1));
    return false;
  }

  boolean done() {
    return left.isEmpty();
  }

  /** Ids of data keys that are not there or do not open; they hold nothing back. */
  List<String> lost() {
    return List.copyOf(lost);
  }
}

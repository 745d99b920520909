package io.kaicd.actors.secrets;

import io.kaicd.contract.secret.AutoLock;
import io.kaicd.contract.secret.Destination;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What has happened to the vault. Private to this room; golden files hold the shapes still. Boxes
 * are ciphertext; no event has what opens them.
 */
sealed interface VaultEvent {
  By by();

  record By(String actor, Instant at) {}

  /**
   * @param scope random; what is sealed in this vault opens in no other
   * @param keks by id, each wrapped by the root
   * @param fingerprintKey wrapped by the root
   */
  record VaultSetUp(
      By by,
      String scope,
      Root root,
      SortedMap<String, Box> keks,
      String primary,
      Box fingerprintKey)
      implements VaultEvent {}

  /** On one node. It changes no state: it is there to be read. */
  record VaultUnlocked(By by, String node) implements VaultEvent {}

  /**
   * @param why {@code asked}, {@code time}, or {@code root} where another root was needed
   */
  record VaultLocked(By by, String node, String why) implements VaultEvent {}

  /**
   * @param keks those that could be opened, wrapped by the new root; the others stay as they are
   */
  record RootChanged(By by, Root root, SortedMap<String, Box> keks, @Nullable Box fingerprintKey)
      implements VaultEvent {}

  record AutoLockSet(By by, AutoLock autoLock) implements VaultEvent {}

  record KekAdded(By by, String id, Box box) implements VaultEvent {}

  record KekMadePrimary(By by, String id) implements VaultEvent {}

  record KekRetired(By by, String id) implements VaultEvent {}

  /**
   * @param version more than every version before it
   * @param forgotten versions that are kept no longer; their keys are destroyed
   */
  record SecretPut(
      By by,
      String name,
      int version,
      SealedValue value,
      List<Destination> allow,
      @Nullable Instant expires,
      List<Integer> forgotten)
      implements VaultEvent {
    public SecretPut {
      allow = List.copyOf(allow);
      forgotten = List.copyOf(forgotten);
    }
  }

  record SecretRolledBack(By by, String name, int version) implements VaultEvent {}

  record SecretExpirySet(By by, String name, @Nullable Instant expires) implements VaultEvent {}

  /** All values left, sealed under a passphrase. It changes no state: it is there to be read. */
  record SecretsExported(By by, int count) implements VaultEvent {}

  /**
   * Data keys in the store that nothing in this stream speaks of: what a crash left between a key
   * and its event, or what belongs to a newer journal than this one.
   *
   * @param until they are left alone, so that the right journal can be put back
   */
  record OrphansFound(By by, List<String> ids, Instant until) implements VaultEvent {
    public OrphansFound {
      ids = List.copyOf(ids);
    }
  }

  /** Data keys that nothing needs are destroyed, whether or not they were so already. */
  record OrphansSwept(By by, List<String> ids) implements VaultEvent {
    public OrphansSwept {
      ids = List.copyOf(ids);
    }
  }

  /** The tombstone: its keys are destroyed after it. */
  record SecretDeleted(By by, String name) implements VaultEvent {}
}

package io.kaicd.actors.secrets;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.kaicd.actors.secrets.VaultEvent.AutoLockSet;
import io.kaicd.actors.secrets.VaultEvent.KekAdded;
import io.kaicd.actors.secrets.VaultEvent.KekMadePrimary;
import io.kaicd.actors.secrets.VaultEvent.KekRetired;
import io.kaicd.actors.secrets.VaultEvent.RootChanged;
import io.kaicd.actors.secrets.VaultEvent.SecretDeleted;
import io.kaicd.actors.secrets.VaultEvent.SecretExpirySet;
import io.kaicd.actors.secrets.VaultEvent.SecretPut;
import io.kaicd.actors.secrets.VaultEvent.SecretRolledBack;
import io.kaicd.actors.secrets.VaultEvent.SecretsExported;
import io.kaicd.actors.secrets.VaultEvent.VaultLocked;
import io.kaicd.actors.secrets.VaultEvent.VaultSetUp;
import io.kaicd.actors.secrets.VaultEvent.VaultUnlocked;
import io.kaicd.contract.secret.AutoLock;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The vault's stream at one revision. Immutable, pure, and without a key: whether a vault is locked
 * is each node's own affair ({@link NodeVault}).
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
  @JsonSubTypes.Type(value = VaultState.Unset.class, name = "unset"),
  @JsonSubTypes.Type(value = VaultState.Known.class, name = "known")
})
sealed interface VaultState {
  VaultState EMPTY = new Unset(0);

  long revision();

  VaultState apply(VaultEvent event);

  /** Never set up. */
  record Unset(long revision) implements VaultState {
    @Override
    public VaultState apply(VaultEvent event) {
      if (!(event instanceof VaultSetUp e)) {
        throw new IllegalStateException("an event before the vault was set up");
      }
      return new Known(
          revision + 1,
          e.scope(),
          e.root(),
          e.keks(),
          e.primary(),
          e.fingerprintKey(),
          AutoLock.NEVER,
          new TreeMap<>());
    }
  }

  /**
   * Set up.
   *
   * @param keks by id, each wrapped by the root, but for those that were lost before it was changed
   * @param primary the one that new data keys are wrapped by
   */
  record Known(
      long revision,
      String scope,
      Root root,
      SortedMap<String, Box> keks,
      String primary,
      Box fingerprintKey,
      AutoLock autoLock,
      SortedMap<String, StoredSecret> secrets)
      implements VaultState {
    public Known {
      keks = Collections.unmodifiableSortedMap(new TreeMap<>(keks));
      secrets = Collections.unmodifiableSortedMap(new TreeMap<>(secrets));
    }

    @Override
    public Known apply(VaultEvent event) {
      return switch (event) {
        case VaultSetUp _ -> throw new IllegalStateException("set up twice");
        case VaultUnlocked _, VaultLocked _, SecretsExported _ ->
            keys(root, keks, primary, fingerprintKey);
        case RootChanged e ->
            keys(
                e.root(),
                with(e.keks()),
                primary,
                e.fingerprintKey() == null ? fingerprintKey : e.fingerprintKey());
        case KekAdded e -> keys(root, with(new TreeMap<>(Map.of(e.id(), e.box()))), primary);
        case KekMadePrimary e -> keys(root, keks, e.id());
        case KekRetired e -> keys(root, without(e.id()), primary);
        case AutoLockSet e ->
            new Known(
                revision + 1, scope, root, keks, primary, fingerprintKey, e.autoLock(), secrets);
        case SecretPut e -> secret(e.name(), StoredSecret.of(secrets.get(e.name()), e));
        case SecretRolledBack e -> secret(e.name(), was -> was.at(e.version()));
        case SecretExpirySet e -> secret(e.name(), was -> was.expiring(e.expires()));
        case SecretDeleted e -> secret(e.name(), (StoredSecret) null);
      };
    }

    /** The ids of all data keys that something needs. */
    Set<String> deks() {
      return secrets.values().stream()
          .flatMap(secret -> secret.versions().values().stream())
          .map(version -> version.value().dek())
          .collect(Collectors.toUnmodifiableSet());
    }

    private SortedMap<String, Box> with(SortedMap<String, Box> more) {
      SortedMap<String, Box> now = new TreeMap<>(keks);
      now.putAll(more);
      return now;
    }

    private SortedMap<String, Box> without(String id) {
      SortedMap<String, Box> now = new TreeMap<>(keks);
      now.remove(id);
      return now;
    }

    private Known keys(Root root, SortedMap<String, Box> keks, String primary) {
      return keys(root, keks, primary, fingerprintKey);
    }

    private Known keys(Root root, SortedMap<String, Box> keks, String primary, Box fingerprints) {
      return new Known(revision + 1, scope, root, keks, primary, fingerprints, autoLock, secrets);
    }

    private Known secret(String name, UnaryOperator<StoredSecret> change) {
      StoredSecret was = secrets.get(name);
      if (was == null) {
        throw new IllegalStateException("an event of a secret that is not there");
      }
      return secret(name, change.apply(was));
    }

    private Known secret(String name, @Nullable StoredSecret next) {
      SortedMap<String, StoredSecret> now = new TreeMap<>(secrets);
      if (next == null) {
        now.remove(name);
      } else {
        now.put(name, next);
      }
      return new Known(revision + 1, scope, root, keks, primary, fingerprintKey, autoLock, now);
    }
  }
}

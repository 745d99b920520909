package io.kaicd.actors.secrets;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.kaicd.actors.secrets.VaultEvent.AutoLockSet;
import io.kaicd.actors.secrets.VaultEvent.By;
import io.kaicd.actors.secrets.VaultEvent.KekAdded;
import io.kaicd.actors.secrets.VaultEvent.KekMadePrimary;
import io.kaicd.actors.secrets.VaultEvent.KekRetired;
import io.kaicd.actors.secrets.VaultEvent.OrphansFound;
import io.kaicd.actors.secrets.VaultEvent.OrphansSwept;
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
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
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

  /**
   * A new key for all that is kept, under way.
   *
   * @param by who began it, and when
   */
  record Rotation(String kek, By by) {}

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
          new TreeMap<>(e.keks()),
          e.primary(),
          e.fingerprintKey(),
          AutoLock.NEVER,
          new TreeMap<>(),
          new TreeMap<>(),
          null);
    }
  }

  /**
   * Set up.
   *
   * @param keks by id, each wrapped by the root, but for those that were lost before it was changed
   * @param primary the one that new data keys are wrapped by
   * @param ending data keys that nothing needs any more, and from when on they may be destroyed
   * @param rotation open until the primary key is the only one
   */
  record Known(
      long revision,
      String scope,
      Root root,
      SortedMap<String, Box> keks,
      String primary,
      Box fingerprintKey,
      AutoLock autoLock,
      SortedMap<String, StoredSecret> secrets,
      SortedMap<String, Instant> ending,
      @Nullable Rotation rotation)
      implements VaultState {
    public Known {
      // Not copied: who makes one has made its maps for it alone, or has them of another state.
      keks = Collections.unmodifiableSortedMap(keks);
      secrets = Collections.unmodifiableSortedMap(secrets);
      ending = Collections.unmodifiableSortedMap(ending);
    }

    @Override
    public Known apply(VaultEvent event) {
      return switch (event) {
        case VaultSetUp _ -> throw new IllegalStateException("set up twice");
        case VaultUnlocked _, VaultLocked _, SecretsExported _ -> keks(keks, primary, rotation);
        case RootChanged e ->
            new Known(
                revision + 1,
                scope,
                e.root(),
                with(e.keks()),
                primary,
                e.fingerprintKey() == null ? fingerprintKey : e.fingerprintKey(),
                autoLock,
                secrets,
                ending,
                rotation);
        case KekAdded e ->
            keks(
                with(new TreeMap<>(Map.of(e.id(), e.box()))),
                primary,
                new Rotation(e.id(), e.by()));
        case KekMadePrimary e -> keks(keks, e.id(), rotation);
        case KekRetired e -> {
          SortedMap<String, Box> left = without(e.id());
          yield keks(left, primary, left.size() == 1 ? null : goesOn(e.id()));
        }
        case AutoLockSet e ->
            new Known(
                revision + 1,
                scope,
                root,
                keks,
                primary,
                fingerprintKey,
                e.autoLock(),
                secrets,
                ending,
                rotation);
        case SecretPut e ->
            secret(e.name(), StoredSecret.of(secrets.get(e.name()), e), e.by().at());
        case SecretRolledBack e -> secret(e.name(), was -> was.at(e.version()), e.by());
        case SecretExpirySet e -> secret(e.name(), was -> was.expiring(e.expires()), e.by());
        case SecretDeleted e -> secret(e.name(), (StoredSecret) null, e.by().at());
        case OrphansFound e -> ending(now -> e.ids().forEach(id -> now.put(id, e.until())));
        case OrphansSwept e -> ending(now -> e.ids().forEach(id -> now.remove(id)));
      };
    }

    /** The ids of all data keys that something needs. */
    Set<String> deks() {
      return secrets.values().stream()
          .flatMap(StoredSecret::deks)
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

    /** One whose own key was lost ends with the primary one. */
    private @Nullable Rotation goesOn(String retired) {
      return rotation != null && rotation.kek().equals(retired)
          ? new Rotation(primary, rotation.by())
          : rotation;
    }

    private Known keks(SortedMap<String, Box> keks, String primary, @Nullable Rotation rotation) {
      return new Known(
          revision + 1,
          scope,
          root,
          keks,
          primary,
          fingerprintKey,
          autoLock,
          secrets,
          ending,
          rotation);
    }

    private Known secret(String name, UnaryOperator<StoredSecret> change, By by) {
      StoredSecret was = secrets.get(name);
      if (was == null) {
        throw new IllegalStateException("an event of a secret that is not there");
      }
      return secret(name, change.apply(was), by.at());
    }

    private Known secret(String name, @Nullable StoredSecret next, Instant at) {
      SortedMap<String, StoredSecret> now = new TreeMap<>(secrets);
      SortedMap<String, Instant> ends = new TreeMap<>(ending);
      StoredSecret was = secrets.get(name);
      if (was != null) {
        was.deks().forEach(id -> ends.put(id, at));
      }
      if (next == null) {
        now.remove(name);
      } else {
        now.put(name, next);
        next.deks().forEach(id -> ends.remove(id));
      }
      return changed(now, ends);
    }

    private Known ending(Consumer<SortedMap<String, Instant>> change) {
      SortedMap<String, Instant> now = new TreeMap<>(ending);
      change.accept(now);
      return changed(secrets, now);
    }

    private Known changed(
        SortedMap<String, StoredSecret> secrets, SortedMap<String, Instant> ending) {
      return new Known(
          revision + 1,
          scope,
          root,
          keks,
          primary,
          fingerprintKey,
          autoLock,
          secrets,
          ending,
          rotation);
    }
  }
}

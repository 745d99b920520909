package io.kaicd.actors.secrets;

import io.kaicd.actors.journal.CborEvents;
import io.kaicd.actors.journal.EventStream;
import java.util.Map;

/** The vault as an event stream: its events by the names that the journal has them under. */
public final class VaultStream {
  static final String NAME = "vault";

  static final EventStream<VaultState, VaultEvent> STREAM =
      new EventStream<>(
          NAME,
          VaultState.EMPTY,
          VaultState::apply,
          new CborEvents<>(
              Map.ofEntries(
                  Map.entry("vault-set-up/1", VaultEvent.VaultSetUp.class),
                  Map.entry("vault-unlocked/1", VaultEvent.VaultUnlocked.class),
                  Map.entry("vault-locked/1", VaultEvent.VaultLocked.class),
                  Map.entry("root-changed/1", VaultEvent.RootChanged.class),
                  Map.entry("auto-lock-set/1", VaultEvent.AutoLockSet.class),
                  Map.entry("kek-added/1", VaultEvent.KekAdded.class),
                  Map.entry("kek-made-primary/1", VaultEvent.KekMadePrimary.class),
                  Map.entry("kek-retired/1", VaultEvent.KekRetired.class),
                  Map.entry("secret-put/1", VaultEvent.SecretPut.class),
                  Map.entry("secret-rolled-back/1", VaultEvent.SecretRolledBack.class),
                  Map.entry("secret-expiry-set/1", VaultEvent.SecretExpirySet.class),
                  Map.entry("secret-deleted/1", VaultEvent.SecretDeleted.class),
                  Map.entry("secrets-exported/1", VaultEvent.SecretsExported.class),
                  Map.entry("orphans-found/1", VaultEvent.OrphansFound.class),
                  Map.entry("orphans-swept/1", VaultEvent.OrphansSwept.class))),
          new VaultStates());

  private VaultStream() {}

  /** For those who verify it. */
  public static EventStream<?, ?> shape() {
    return STREAM;
  }

  /** What boxes of one vault are bound to: its stream, and which vault it is. */
  static String scope(String vault) {
    return NAME + "/" + vault;
  }
}

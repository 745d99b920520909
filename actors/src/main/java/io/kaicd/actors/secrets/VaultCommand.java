package io.kaicd.actors.secrets;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.contract.secret.AutoLock;
import io.kaicd.contract.secret.Destination;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the vault's stream. Whatever is secret was sealed before, by the node that asks:
 * a decision needs no key.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
  @JsonSubTypes.Type(value = VaultCommand.SetUp.class, name = "set-up"),
  @JsonSubTypes.Type(value = VaultCommand.NoteUnlocked.class, name = "note-unlocked"),
  @JsonSubTypes.Type(value = VaultCommand.NoteLocked.class, name = "note-locked"),
  @JsonSubTypes.Type(value = VaultCommand.ChangeRoot.class, name = "change-root"),
  @JsonSubTypes.Type(value = VaultCommand.SetAutoLock.class, name = "set-auto-lock"),
  @JsonSubTypes.Type(value = VaultCommand.AddKek.class, name = "add-kek"),
  @JsonSubTypes.Type(value = VaultCommand.MakePrimary.class, name = "make-primary"),
  @JsonSubTypes.Type(value = VaultCommand.RetireKek.class, name = "retire-kek"),
  @JsonSubTypes.Type(value = VaultCommand.Put.class, name = "put"),
  @JsonSubTypes.Type(value = VaultCommand.Rotate.class, name = "rotate"),
  @JsonSubTypes.Type(value = VaultCommand.RollBack.class, name = "roll-back"),
  @JsonSubTypes.Type(value = VaultCommand.Expire.class, name = "expire"),
  @JsonSubTypes.Type(value = VaultCommand.Delete.class, name = "delete"),
  @JsonSubTypes.Type(value = VaultCommand.Guarded.class, name = "guarded"),
  @JsonSubTypes.Type(value = VaultCommand.NoteExported.class, name = "note-exported")
})
sealed interface VaultCommand {
  record SetUp(
      String scope, Root root, SortedMap<String, Box> keks, String primary, Box fingerprintKey)
      implements VaultCommand {}

  record NoteUnlocked(String node) implements VaultCommand {}

  record NoteLocked(String node, String why) implements VaultCommand {}

  /**
   * @param was the id of the root that these keys were opened with
   */
  record ChangeRoot(
      String was, Root root, SortedMap<String, Box> keks, @Nullable Box fingerprintKey)
      implements VaultCommand {}

  record SetAutoLock(AutoLock autoLock) implements VaultCommand {}

  /**
   * @param root the id of the root that wraps it
   */
  record AddKek(String id, Box box, String root) implements VaultCommand {}

  record MakePrimary(String id) implements VaultCommand {}

  /** To be asked when no data key is wrapped by it any more. */
  record RetireKek(String id) implements VaultCommand {}

  /** A change of one secret. */
  sealed interface SecretChange extends VaultCommand {
    String name();

    /** Where it must hold, or the change is refused. */
    default VaultCommand where(Precondition precondition) {
      return precondition instanceof Precondition.None ? this : new Guarded(this, precondition);
    }
  }

  record Guarded(SecretChange change, Precondition precondition) implements VaultCommand {}

  /**
   * A new secret or a new version.
   *
   * @param version what the value was sealed for: one more than the newest, or 1
   * @param kek what its data key is wrapped by
   */
  record Put(
      String name,
      int version,
      SealedValue value,
      String kek,
      List<Destination> allow,
      @Nullable Instant expires)
      implements SecretChange {
    public Put {
      allow = List.copyOf(allow);
    }
  }

  /** A new version; what it may be used for stays. */
  record Rotate(String name, int version, SealedValue value, String kek) implements SecretChange {}

  record RollBack(String name, int version) implements SecretChange {}

  record Expire(String name, @Nullable Instant at) implements SecretChange {}

  record Delete(String name) implements SecretChange {}

  record NoteExported(int count) implements VaultCommand {}
}

package io.kaicd.actors.secrets;

import io.kaicd.actors.secrets.VaultDecision.Accept;
import io.kaicd.actors.secrets.VaultDecision.Refuse;
import io.kaicd.actors.secrets.VaultDecision.Unchanged;
import io.kaicd.actors.secrets.VaultEvent.By;
import io.kaicd.actors.secrets.VaultState.Known;
import io.kaicd.actors.secrets.VaultState.Unset;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.Rejection;
import java.util.Set;

/**
 * What a command on the vault itself comes to. Pure; secrets have their own {@link SecretRules}.
 */
final class VaultDecider {
  private VaultDecider() {}

  static VaultDecision decide(VaultState state, VaultCommand command, By by) {
    return switch (state) {
      case Unset _ ->
          command instanceof VaultCommand.SetUp setUp
              ? accept(
                  new VaultEvent.VaultSetUp(
                      by,
                      setUp.scope(),
                      setUp.root(),
                      setUp.keks(),
                      setUp.primary(),
                      setUp.fingerprintKey()))
              : new Refuse(ErrorCode.VAULT_UNSET.reject("the vault has not been set up"));
      case Known known -> decide(known, command, by);
    };
  }

  private static VaultDecision decide(Known vault, VaultCommand command, By by) {
    return switch (command) {
      case VaultCommand.SetUp _ ->
          new Refuse(ErrorCode.VAULT_CONFLICT.reject("the vault is set up already"));
      case VaultCommand.NoteUnlocked e -> accept(new VaultEvent.VaultUnlocked(by, e.node()));
      case VaultCommand.NoteLocked e -> accept(new VaultEvent.VaultLocked(by, e.node(), e.why()));
      case VaultCommand.ChangeRoot e -> changeRoot(vault, e, by);
      case VaultCommand.NoteExported e -> accept(new VaultEvent.SecretsExported(by, e.count()));
      case VaultCommand.SetAutoLock e ->
          e.autoLock() == vault.autoLock()
              ? new Unchanged()
              : accept(new VaultEvent.AutoLockSet(by, e.autoLock()));
      case VaultCommand.AddKek e -> addKek(vault, e, by);
      case VaultCommand.MakePrimary e -> makePrimary(vault, e, by);
      case VaultCommand.RetireKek e -> retire(vault, e, by);
      case VaultCommand.Guarded e ->
          SecretRules.unmet(vault, e.change().name(), e.precondition())
              .<VaultDecision>map(Refuse::new)
              .orElseGet(() -> decide(vault, e.change(), by));
      case VaultCommand.Put e -> SecretRules.put(vault, e, by);
      case VaultCommand.Rotate e -> SecretRules.rotate(vault, e, by);
      case VaultCommand.RollBack e -> SecretRules.rollBack(vault, e, by);
      case VaultCommand.Expire e -> SecretRules.expire(vault, e, by);
      case VaultCommand.Delete e -> SecretRules.delete(vault, e, by);
    };
  }

  private static VaultDecision changeRoot(Known vault, VaultCommand.ChangeRoot e, By by) {
    Set<String> known = vault.keks().keySet();
    if (!e.was().equals(vault.root().id())) {
      return stale("the root was changed meanwhile");
    }
    // Without the primary nothing could be put any more; with an unknown one it is another vault's.
    VaultState.Rotation open = vault.rotation();
    if (!known.containsAll(e.keks().keySet())
        || !e.keks().containsKey(vault.primary())
        || (open != null && !e.keks().containsKey(open.kek()))) { // the primary one to come
      return stale("the keys were changed meanwhile");
    }
    return accept(new VaultEvent.RootChanged(by, e.root(), e.keks(), e.fingerprintKey()));
  }

  private static VaultDecision addKek(Known vault, VaultCommand.AddKek e, By by) {
    if (!e.root().equals(vault.root().id())) {
      return stale("the root was changed meanwhile");
    }
    if (vault.keks().containsKey(e.id())) {
      return stale("there is a key of that id");
    }
    return vault.rotation() == null
        ? accept(new VaultEvent.KekAdded(by, e.id(), e.box()))
        : new Refuse(open(vault.rotation()));
  }

  private static Rejection open(VaultState.Rotation rotation) {
    return ErrorCode.WRITE_STALE
        .reject(
            "a rotation of %s, of %s, is open".formatted(rotation.by().actor(), rotation.by().at()))
        .withRemedy("Ask again, which goes on with it: POST /api/v1/vault/rotate");
  }

  private static VaultDecision makePrimary(Known vault, VaultCommand.MakePrimary e, By by) {
    if (e.id().equals(vault.primary())) {
      return new Unchanged();
    }
    return vault.keks().containsKey(e.id())
        ? accept(new VaultEvent.KekMadePrimary(by, e.id()))
        : invalid("/id", "a key of the ring");
  }

  private static VaultDecision retire(Known vault, VaultCommand.RetireKek e, By by) {
    if (!vault.keks().containsKey(e.id())) {
      return new Unchanged();
    }
    return e.id().equals(vault.primary())
        ? invalid("/id", "another than the primary key")
        : accept(new VaultEvent.KekRetired(by, e.id()));
  }

  static Accept accept(VaultEvent event) {
    return new Accept(event);
  }

  static Refuse stale(String why) {
    return new Refuse(ErrorCode.WRITE_STALE.reject(why));
  }

  private static Refuse invalid(String pointer, String wanted) {
    Rejection rejection = ErrorCode.VAULT_INVALID.reject("the vault cannot do that");
    return new Refuse(rejection.withFault(new Fault(pointer, "value", wanted, "")));
  }
}

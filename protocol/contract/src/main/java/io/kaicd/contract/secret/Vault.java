package io.kaicd.contract.secret;

import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.Rejection;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The vault as a node's other rooms see it. Each method that takes a passphrase closes it, and no
 * stage completes exceptionally.
 */
public interface Vault {
  sealed interface Result {}

  /** It is done, and this is how the vault stands now. */
  record Done(VaultStatus status) implements Result {}

  record Refused(Rejection rejection) implements Result {}

  /** How it stands on this node, with the time that remains. */
  VaultStatus status();

  /** With a passphrase; refused with {@code vault.conflict} where one is set up already. */
  CompletionStage<Result> setup(Secret passphrase, Caller actor);

  /**
   * With the node's own key file or variable, for an unattended start.
   *
   * @param root no passphrase
   */
  CompletionStage<Result> setup(RootKind root, Caller actor);

  /** On this node. {@code vault.unset}, {@code vault.passphrase-wrong}. */
  CompletionStage<Result> unlock(Secret passphrase, Caller actor);

  /** With the node's own key file or variable; refused where the root is a passphrase. */
  CompletionStage<Result> unlock(Caller actor);

  /** On this node. Calls that need a secret get {@code vault.locked} from then on. */
  CompletionStage<Result> lock(Caller actor);

  /**
   * Another root: keys are wrapped anew, with today's parameters; no value is encrypted again.
   * After a leak, {@link #rotate} too: what an old root wrapped stays in the journal.
   *
   * @param now the passphrase; nothing where the root is a key file or variable
   */
  CompletionStage<Result> changePassphrase(@Nullable Secret now, Secret next, Caller actor);

  /**
   * To the node's own key file or variable; the vault must be open on this node.
   *
   * @param root no passphrase
   */
  CompletionStage<Result> changeRoot(RootKind root, Caller actor);

  /** A new key for all that is kept: data keys are wrapped anew while they are used. */
  CompletionStage<Result> rotate(Caller actor);

  CompletionStage<Result> autoLock(AutoLock setting, Caller actor);
}

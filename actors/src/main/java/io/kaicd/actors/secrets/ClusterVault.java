package io.kaicd.actors.secrets;

import io.kaicd.actors.secrets.VaultState.Known;
import io.kaicd.actors.secrets.VaultState.Unset;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.secret.AutoLock;
import io.kaicd.contract.secret.RootKind;
import io.kaicd.contract.secret.Secret;
import io.kaicd.contract.secret.Vault;
import io.kaicd.contract.secret.VaultStatus;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The vault of a node in a cluster: opened and locked here, changed by the one entity. Each change
 * of the vault is in the journal before it is in force; locking alone is not made to wait for it.
 */
final class ClusterVault implements Vault {
  static final int LEAST_PASSPHRASE = 12;
  private static final int MOST_PASSPHRASE = 1024;
  private static final int MOST_WAITING = 8;

  private final String nodeId;
  private final NodeVault node;
  private final VaultLink link;
  private final RootKeys roots;
  private final KeyMaker maker;
  private final RingRotation rotation;
  private final VaultThreads threads;
  private final Turns turns = new Turns(MOST_WAITING);

  ClusterVault(
      String nodeId,
      NodeVault node,
      VaultLink link,
      RootKeys roots,
      KeyMaker maker,
      RingRotation rotation,
      VaultThreads threads) {
    this.nodeId = nodeId;
    this.node = node;
    this.link = link;
    this.roots = roots;
    this.maker = maker;
    this.rotation = rotation;
    this.threads = threads;
  }

  @Override
  public VaultStatus status() {
    return node.status();
  }

  @Override
  public CompletionStage<Result> setup(Secret passphrase, Caller actor) {
    return change(
        () -> {
          strong(passphrase, "/passphrase");
          requireUnset();
          setUp(roots.newPassphrase(passphrase), actor);
        },
        passphrase);
  }

  @Override
  public CompletionStage<Result> setup(RootKind root, Caller actor) {
    return change(
        () -> {
          requireUnset(); // before a key file is made
          setUp(roots.first(root), actor);
        });
  }

  private void requireUnset() {
    if (!(node.vault() instanceof Unset)) {
      throw ErrorCode.VAULT_CONFLICT.reject("the vault is set up already").asException();
    }
  }

  private void setUp(RootKeys.Rooted rooted, Caller actor) {
    try (KeyBytes key = rooted.key()) {
      rooted(rooted.root(), maker.setUp(rooted.root(), key), false, actor);
      node.unlock(key.copy());
    }
  }

  /**
   * Refusals after which an event is surely not in the journal. After any other it may be: then the
   * key of its root must stay.
   */
  static final Set<ErrorCode> SURE =
      EnumSet.of(
          ErrorCode.WRITE_STALE,
          ErrorCode.VAULT_CONFLICT,
          ErrorCode.VAULT_INVALID,
          ErrorCode.VAULT_UNSET,
          ErrorCode.STORAGE_FULL);

  /** A root comes with its event. */
  private void rooted(Root next, VaultCommand command, boolean wasFile, Caller actor) {
    try {
      link.change(command, actor);
    } catch (RejectedException e) {
      if (SURE.contains(e.rejection().code())) {
        roots.forget(next);
      }
      throw e;
    }
    roots.settle(next, wasFile);
  }

  @Override
  public CompletionStage<Result> unlock(Secret passphrase, Caller actor) {
    return change(() -> unlock(roots.of(node.known().root(), passphrase), actor), passphrase);
  }

  @Override
  public CompletionStage<Result> unlock(Caller actor) {
    return change(() -> unlock(roots.of(node.known().root(), null), actor));
  }

  private void unlock(KeyBytes root, Caller actor) {
    try (root) {
      Root opened = node.known().root();
      node.check(root);
      roots.settle(opened, false); // a crash may have come between the event and the file
      link.change(new VaultCommand.NoteUnlocked(nodeId), actor);
      node.unlock(root.copy());
    }
  }

  @Override
  public CompletionStage<Result> lock(Caller actor) {
    return threads.run(
        () -> {
          if (node.lock()) {
            link.change(new VaultCommand.NoteLocked(nodeId, "asked"), actor);
          }
          return new Done(status());
        },
        Refused::new);
  }

  /** Locks it when its time is over, and tells why it is locked; to be called now and then. */
  CompletionStage<Result> tick() {
    return node.tick()
        .map(
            why ->
                threads.<Result>run(
                    () -> {
                      link.change(new VaultCommand.NoteLocked(nodeId, why), VaultRoom.HOST);
                      return new Done(status());
                    },
                    Refused::new))
        .orElseGet(() -> CompletableFuture.completedFuture(new Done(status())));
  }

  @Override
  public CompletionStage<Result> changePassphrase(@Nullable Secret now, Secret next, Caller actor) {
    return change(
        () -> {
          strong(next, "/next");
          Known vault = node.known();
          try (KeyRing ring = node.opened(roots.of(vault.root(), now))) {
            reroot(ring, roots.newPassphrase(next), actor);
          }
        },
        now,
        next);
  }

  @Override
  public CompletionStage<Result> changeRoot(RootKind root, Caller actor) {
    return change(
        () -> {
          KeyRing ring = node.ring(); // before a key file is made
          reroot(ring, roots.another(root), actor);
        });
  }

  private void reroot(KeyRing ring, RootKeys.Rooted next, Caller actor) {
    Root was = node.known().root();
    try (KeyBytes key = next.key()) {
      if (was instanceof Root.Environment && next.root() instanceof Root.Environment) {
        requireAnother(ring, key);
      }
      String id = next.root().id();
      KeyRing.Rewrapped boxes = ring.rewrap(key, id);
      roots.leaving(was, next.root());
      rooted(
          next.root(),
          new VaultCommand.ChangeRoot(
              ring.rootId(), next.root(), boxes.keks(), boxes.fingerprintKey()),
          was instanceof Root.KeyFile,
          actor);
      node.changed(key.copy(), id);
    }
  }

  private static void requireAnother(KeyRing ring, KeyBytes key) {
    if (ring.isRoot(key)) {
      throw ErrorCode.VAULT_INVALID
          .reject(RootSources.VARIABLE + " has the key that opens the vault already")
          .withRemedy(
              "Change to a key file or passphrase, start the node with another "
                  + RootSources.VARIABLE
                  + ", and change to that")
          .asException();
    }
  }

  @Override
  public CompletionStage<Result> rotate(Caller actor) {
    return change(() -> rotation.run(actor));
  }

  @Override
  public CompletionStage<Result> autoLock(AutoLock setting, Caller actor) {
    return change(() -> link.change(new VaultCommand.SetAutoLock(setting), actor));
  }

  /** One change of the vault at a time; the given secrets are overwritten after it. */
  private CompletionStage<Result> change(Runnable change, @Nullable Secret... given) {
    return threads.run(
        () -> {
          try {
            turns.take(change);
            return new Done(status());
          } catch (KeyRing.Closed e) {
            throw NodeVault.locked();
          } finally {
            for (Secret each : given) {
              if (each != null) {
                each.close();
              }
            }
          }
        },
        Refused::new);
  }

  /**
   * @throws RejectedException {@code vault.invalid}
   */
  static void strong(Secret passphrase, String pointer) {
    if (passphrase.size() < LEAST_PASSPHRASE || passphrase.size() > MOST_PASSPHRASE) {
      String wanted = LEAST_PASSPHRASE + " to " + MOST_PASSPHRASE + " bytes of UTF-8";
      throw ErrorCode.VAULT_INVALID
          .reject("the passphrase cannot be taken")
          .withFault(new Fault(pointer, "length", wanted, passphrase.size() + " bytes"))
          .asException();
    }
  }
}

package io.kaicd.actors.secrets;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.secret.RootKind;
import io.kaicd.contract.secret.Secret;
import java.io.IOException;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Root keys, from whatever a vault's root is. Who takes one closes it. */
final class RootKeys {
  private static final Logger LOG = LoggerFactory.getLogger(RootKeys.class);

  private final KeyMaker maker;
  private final RootSources sources;
  private final SecureRandom random;
  private final VaultThreads threads;

  RootKeys(KeyMaker maker, RootSources sources, SecureRandom random, VaultThreads threads) {
    this.maker = maker;
    this.sources = sources;
    this.random = random;
    this.threads = threads;
  }

  /** A root as the journal will know it, and its key. */
  record Rooted(Root root, KeyBytes key) {
    @Override
    public String toString() {
      return "Rooted[" + root.kind() + "]";
    }
  }

  Rooted newPassphrase(Secret passphrase) {
    Root.Passphrase root = maker.passphraseRoot();
    return new Rooted(root, threads.derive(root.derivation(), passphrase));
  }

  /**
   * For the first root: a key file that its owner has put there is taken.
   *
   * @param kind no passphrase
   * @throws RejectedException {@code vault.root-unavailable}, {@code vault.invalid}
   */
  Rooted first(RootKind kind) {
    Root root = root(kind);
    return root instanceof Root.KeyFile && sources.hasFile()
        ? new Rooted(root, sources.read(root))
        : made(root);
  }

  /**
   * A key file is always a new one.
   *
   * @param kind no passphrase
   * @throws RejectedException {@code vault.root-unavailable}, {@code vault.invalid}
   */
  Rooted another(RootKind kind) {
    return made(root(kind));
  }

  private Root root(RootKind kind) {
    return switch (kind) {
      case KEY_FILE -> new Root.KeyFile(maker.id());
      case ENVIRONMENT -> new Root.Environment(maker.id());
      case PASSPHRASE -> throw invalid("/root", "key-file or environment");
    };
  }

  private Rooted made(Root root) {
    try {
      if (root instanceof Root.KeyFile file) {
        sources.make(file, random);
      }
      return new Rooted(root, sources.read(root));
    } catch (IOException e) {
      throw ErrorCode.VAULT_ROOT_UNAVAILABLE
          .reject("the key file cannot be made")
          .withRemedy("Check the data folder's disk and permissions")
          .asException();
    }
  }

  /** Before the event of a change: so that a crash after it leaves no key file behind for good. */
  void leaving(Root was, Root next) {
    try {
      if (was instanceof Root.KeyFile file && !(next instanceof Root.KeyFile)) {
        sources.leaving(file, next);
      }
    } catch (IOException e) {
      LOG.warn("a crash in this change of the root would leave the old key file behind", e);
    }
  }

  /** The journal has the root: what opened the vault before is let go of. */
  void settle(Root now, boolean wasFile) {
    try {
      if (now instanceof Root.KeyFile file) {
        sources.settle(file);
      } else if (wasFile) {
        sources.removeFiles();
      } else {
        sources.removeLeft(now);
      }
    } catch (IOException e) {
      LOG.warn(
          "the old key file is still there: with an older copy of the journal it opens the keys"
              + " that it wrapped; delete it by hand",
          e);
    }
  }

  /** The journal does not have the root, and will not. */
  void forget(Root root) {
    try {
      if (root instanceof Root.KeyFile file) {
        sources.forget(file);
      } else {
        sources.staying(root);
      }
    } catch (IOException e) {
      LOG.warn("what was written for a root that did not come is still there", e);
    }
  }

  /**
   * @throws RejectedException {@code vault.invalid} when a passphrase is lacking or not wanted,
   *     {@code vault.root-unavailable}
   */
  KeyBytes of(Root root, @Nullable Secret passphrase) {
    return switch (root) {
      case Root.Passphrase made -> {
        if (passphrase == null) {
          throw invalid("/passphrase", "the vault's passphrase");
        }
        yield threads.derive(made.derivation(), passphrase);
      }
      case Root.KeyFile _, Root.Environment _ -> {
        if (passphrase != null) {
          throw invalid("/passphrase", "none: the vault's root is a key file or variable");
        }
        yield sources.read(root);
      }
    };
  }

  private static RejectedException invalid(String pointer, String wanted) {
    return ErrorCode.VAULT_INVALID
        .reject("the vault cannot do that")
        .withFault(new Fault(pointer, "value", wanted, ""))
        .asException();
  }
}

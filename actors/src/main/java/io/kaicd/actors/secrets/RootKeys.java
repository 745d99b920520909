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
   * @param kind no passphrase; a key file that is not there is made
   * @throws RejectedException {@code vault.root-unavailable}, {@code vault.invalid}
   */
  Rooted newUnattended(RootKind kind) {
    return switch (kind) {
      case KEY_FILE -> {
        makeFile();
        yield new Rooted(new Root.KeyFile(maker.id()), sources.read(kind));
      }
      case ENVIRONMENT -> new Rooted(new Root.Environment(maker.id()), sources.read(kind));
      case PASSPHRASE -> throw invalid("/root", "key-file or environment");
    };
  }

  private void makeFile() {
    try {
      sources.makeFile(random);
    } catch (IOException e) {
      throw ErrorCode.VAULT_ROOT_UNAVAILABLE
          .reject("the key file cannot be made")
          .withRemedy("Check the data folder's disk and permissions")
          .asException();
    }
  }

  /** Lets go of what opened the vault before another root did. */
  void dropped(Root was) {
    if (was instanceof Root.KeyFile) {
      try {
        sources.removeFile();
      } catch (IOException e) {
        LOG.warn("the old key file is still there; it opens nothing any more", e);
      }
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
        yield sources.read(root.kind());
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

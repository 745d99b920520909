package io.kaicd.actors.secrets;

import io.kaicd.actors.secrets.VaultState.Known;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.secret.Secret;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Secrets as the way out uses them: opened for each request by this node's own ring; the vault's
 * entity is never asked. Safe for many threads.
 */
final class SecretUse {
  private final NodeVault node;
  private final WrappedKeys keys;
  private final Clock clock;
  private final Duration patience;

  /**
   * @param patience how long to wait for a key that another node may just have added
   */
  SecretUse(NodeVault node, WrappedKeys keys, Clock clock, Duration patience) {
    this.node = node;
    this.keys = keys;
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * The value for one request; its taker closes it.
   *
   * @param to where the request goes, after all redirects
   * @throws RejectedException {@code vault.unset}, {@code vault.locked}, {@code secret.unknown},
   *     {@code secret.expired}, {@code secret.host-not-allowed}, {@code secret.undecryptable},
   *     {@code storage.unavailable}
   */
  Secret open(String name, URI to) {
    while (true) {
      KeyRing ring = node.ring();
      try {
        StoredSecret secret = allowed(name, to);
        return Secret.owning(opened(ring, secret));
      } catch (KeyRing.Closed e) {
        // Locked, which the node says itself, or unlocked anew: then there is another ring.
      }
    }
  }

  private StoredSecret allowed(String name, URI to) {
    StoredSecret secret = node.vault() instanceof Known known ? known.secrets().get(name) : null;
    if (secret == null) {
      throw ErrorCode.SECRET_UNKNOWN.reject("there is no such secret").asException();
    }
    if (secret.expired(clock.instant())) {
      throw ErrorCode.SECRET_EXPIRED.reject("the secret '" + name + "' has expired").asException();
    }
    if (secret.allow().stream().noneMatch(each -> each.covers(to))) {
      throw ErrorCode.SECRET_HOST_NOT_ALLOWED
          .reject("the secret '" + name + "' may not be sent there")
          .asException();
    }
    return secret;
  }

  /** Whether a version of a secret opens with a ring; nothing is decrypted. */
  boolean opens(KeyRing ring, StoredSecret secret, int version) {
    StoredSecret.Version of = secret.versions().get(version);
    return of != null
        && keys.get(of.value().dek())
            .filter(key -> ring.opens(key, secret.name(), version))
            .isPresent();
  }

  /**
   * The version in use, for nobody but another vault; its taker closes it.
   *
   * @throws RejectedException {@code secret.undecryptable}, {@code storage.unavailable}
   */
  Secret value(KeyRing ring, StoredSecret secret) {
    return Secret.owning(opened(ring, secret));
  }

  private byte[] opened(KeyRing ring, StoredSecret secret) {
    SealedValue value = secret.inUse().value();
    Reading before = new Reading();
    try {
      while (true) {
        Reading reading = new Reading();
        try {
          return ring.open(value, secret.name(), secret.version(), reading);
        } catch (Unopenable e) {
          WrappedKey key = reading.key;
          if (key == null || key.equals(before.key)) {
            throw ErrorCode.SECRET_UNDECRYPTABLE
                .reject("the key of the secret '" + secret.name() + "' is lost or damaged")
                .asException();
          }
          // A rotation may have replaced it meanwhile, by a key that this node does not know yet.
          node.await(ring, key.kek(), patience);
          before = reading;
        }
      }
    } catch (UncheckedIOException e) {
      throw ErrorCode.STORAGE_UNAVAILABLE.reject("the keys cannot be read").asException();
    }
  }

  /** Remembers what was read of the store, if it was asked. */
  private final class Reading implements KeyRing.KeyOf {
    private @Nullable WrappedKey key;

    @Override
    public WrappedKey get(String dek) throws Unopenable {
      WrappedKey read =
          keys.get(dek).orElseThrow(() -> new Unopenable("its data key is not there"));
      key = read;
      return read;
    }
  }
}

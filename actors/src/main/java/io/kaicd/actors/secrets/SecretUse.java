package io.kaicd.actors.secrets;

import io.kaicd.actors.secrets.VaultState.Known;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.secret.Secret;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Secrets as the way out uses them: opened for each request by this node's own ring; the vault's
 * entity is never asked. Safe for many threads.
 */
final class SecretUse {
  private final NodeVault node;
  private final WrappedKeys keys;
  private final Clock clock;
  private final Map<String, Instant> used = new ConcurrentHashMap<>();

  SecretUse(NodeVault node, WrappedKeys keys, Clock clock) {
    this.node = node;
    this.keys = keys;
    this.clock = clock;
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
        Secret opened = Secret.owning(opened(ring, allowed(name, to)));
        used.put(name, clock.instant());
        return opened;
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

  /** On this node, since its start. */
  Optional<Instant> lastUsed(String name) {
    return Optional.ofNullable(used.get(name));
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
    SealedValue value =
        Objects.requireNonNull(secret.versions().get(secret.version()), "its version in use")
            .value();
    try {
      try {
        return ring.open(value, secret.name(), secret.version(), this::wrapped);
      } catch (Unopenable e) {
        // A rotation may have replaced the key, and retired the one it was under, meanwhile.
        return ring.open(value, secret.name(), secret.version(), this::wrapped);
      }
    } catch (Unopenable e) {
      throw ErrorCode.SECRET_UNDECRYPTABLE
          .reject("the key of the secret '" + secret.name() + "' is lost or damaged")
          .asException();
    } catch (UncheckedIOException e) {
      throw ErrorCode.STORAGE_UNAVAILABLE.reject("the keys cannot be read").asException();
    }
  }

  private WrappedKey wrapped(String dek) throws Unopenable {
    return keys.get(dek).orElseThrow(() -> new Unopenable("its data key is not there"));
  }
}

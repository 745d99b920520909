package io.kaicd.actors.secrets;

import io.kaicd.actors.secrets.VaultState.Known;
import io.kaicd.actors.secrets.VaultState.Unset;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.secret.VaultStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the vault is open on this node, and its key ring when it is. The time to lock is looked
 * at in every use, so that a late timer opens nothing; {@link #tick} overwrites the keys when
 * nobody uses them.
 */
final class NodeVault {
  private final Gcm gcm;
  private final Clock clock;
  private volatile VaultState vault = VaultState.EMPTY;
  private volatile @Nullable Open open;

  private record Open(KeyRing ring, Instant since, Instant counted) {
    @Override
    public String toString() {
      return "Open[since=" + since + "]";
    }
  }

  NodeVault(Gcm gcm, Clock clock) {
    this.gcm = gcm;
    this.clock = clock;
  }

  VaultState vault() {
    return vault;
  }

  /**
   * @throws RejectedException {@code vault.unset}
   */
  Known known() {
    if (vault instanceof Known known) {
      return known;
    }
    throw unset();
  }

  /** Follows the stream: new keys come into the ring, retired ones are overwritten. */
  synchronized void follow(VaultState now) {
    VaultState was = vault;
    vault = now;
    Open held = open;
    if (held == null || !(now instanceof Known known)) {
      return;
    }
    held.ring().adopt(known);
    if (was instanceof Known before && before.autoLock() != known.autoLock()) {
      open = new Open(held.ring(), held.since(), clock.instant());
    }
  }

  /**
   * Whether it is the root key; it stays its asker's.
   *
   * @throws RejectedException {@code vault.unset}, {@code vault.passphrase-wrong}
   */
  void check(KeyBytes root) {
    opened(root.copy()).close();
  }

  /**
   * Takes the root key over. One that is open already stays so, and its time starts anew.
   *
   * @throws RejectedException {@code vault.unset}, {@code vault.passphrase-wrong}
   */
  synchronized void unlock(KeyBytes root) {
    KeyRing ring = opened(root);
    Open held = open;
    open = new Open(ring, clock.instant(), clock.instant());
    if (held != null) {
      held.ring().close();
    }
  }

  /** Takes the root key over, if the vault is open. */
  synchronized void changed(KeyBytes root, String id) {
    Open held = open;
    if (held == null) {
      root.close();
    } else {
      held.ring().changed(root, id);
    }
  }

  /** A ring of its own; takes the root key over. */
  KeyRing opened(KeyBytes root) {
    if (!(vault instanceof Known known)) {
      root.close();
      throw unset();
    }
    try {
      return KeyRing.open(gcm, known, root);
    } catch (Unopenable e) {
      throw ErrorCode.VAULT_PASSPHRASE_WRONG
          .reject("this is not the root key of the vault")
          .asException();
    }
  }

  /**
   * Overwrites the keys.
   *
   * @return whether it was open
   */
  synchronized boolean lock() {
    Open held = open;
    open = null;
    if (held != null) {
      held.ring().close();
    }
    return held != null;
  }

  /**
   * To be called now and then.
   *
   * @return whether it locked the vault just now
   */
  boolean tick() {
    Open held = open;
    return held != null && over(held) && lock();
  }

  /**
   * @throws RejectedException {@code vault.unset}, {@code vault.locked}
   */
  KeyRing ring() {
    Open held = open;
    if (held == null || over(held)) {
      throw vault instanceof Unset ? unset() : locked();
    }
    return held.ring();
  }

  VaultStatus status() {
    if (!(vault instanceof Known known)) {
      return new VaultStatus.Unset();
    }
    Open held = open;
    if (held == null || over(held)) {
      return new VaultStatus.Locked(known.root().kind(), known.autoLock());
    }
    return new VaultStatus.Unlocked(
        known.root().kind(), known.autoLock(), held.since(), remaining(held).orElse(null));
  }

  private boolean over(Open held) {
    return remaining(held).filter(left -> !left.isPositive()).isPresent();
  }

  private Optional<Duration> remaining(Open held) {
    return vault instanceof Known known
        ? known
            .autoLock()
            .after()
            .map(after -> after.minus(Duration.between(held.counted(), clock.instant())))
        : Optional.empty();
  }

  static RejectedException locked() {
    return ErrorCode.VAULT_LOCKED.reject("the vault is locked on this node").asException();
  }

  private static RejectedException unset() {
    return ErrorCode.VAULT_UNSET.reject("the vault has not been set up").asException();
  }
}

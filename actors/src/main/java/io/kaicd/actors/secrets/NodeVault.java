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
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the vault is open on this node, and its key ring when it is. The time to lock is looked
 * at in every use, so that a late timer opens nothing; {@link #tick} overwrites the keys when
 * nobody uses them.
 */
final class NodeVault {
  private final Gcm gcm;
  private final Clock clock;
  private final LongSupplier nanos;
  private volatile VaultState vault = VaultState.EMPTY;
  private volatile @Nullable Open open;
  private boolean kept;
  private boolean outrooted;

  /**
   * @param counted from when on the time to lock is counted, by the clock on the wall and by the
   *     one that nobody sets
   */
  private record Open(KeyRing ring, Instant since, Instant counted, long nanos) {
    @Override
    public String toString() {
      return "Open[since=" + since + "]";
    }
  }

  NodeVault(Gcm gcm, Clock clock) {
    this(gcm, clock, System::nanoTime);
  }

  /**
   * @param nanos time that passes whatever the clock is set to
   */
  NodeVault(Gcm gcm, Clock clock, LongSupplier nanos) {
    this.gcm = gcm;
    this.clock = clock;
    this.nanos = nanos;
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
    Open held = open;
    if (held != null && now instanceof Known known) {
      adopt(held.ring(), known); // first: a key that is known and not in the ring counts as lost
    }
    vault = now;
    if (held == null || !(now instanceof Known known)) {
      return;
    }
    if (open != null && was instanceof Known before && before.autoLock() != known.autoLock()) {
      open = opened(held.ring(), held.since());
    }
    notifyAll();
  }

  /** A ring of an older root that a new primary key does not open in is of no more use. */
  private void adopt(KeyRing ring, Known known) {
    ring.adopt(known);
    if (!ring.rootId().equals(known.root().id()) && !ring.has(known.primary())) {
      open = null;
      outrooted = true;
      ring.close();
    }
  }

  private Open opened(KeyRing ring, Instant since) {
    return new Open(ring, since, clock.instant(), nanos.getAsLong());
  }

  /**
   * Waits until a key is in the ring, which it is when this node has caught up with the stream. One
   * that the node knows and that its root does not open is lost, and not waited for.
   *
   * @return whether it is
   * @throws KeyRing.Closed when the vault is locked meanwhile
   */
  synchronized boolean await(KeyRing ring, String kek, Duration most) {
    long until = System.nanoTime() + most.toNanos();
    while (!ring.has(kek)) {
      long left = Duration.ofNanos(until - System.nanoTime()).toMillis();
      if (left <= 0 || lost(ring, kek)) {
        return false;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  private boolean lost(KeyRing ring, String kek) {
    return vault instanceof Known known
        && known.keks().containsKey(kek)
        && known.root().id().equals(ring.rootId());
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
    open = opened(ring, clock.instant());
    kept = false;
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
      adopt(held.ring(), known()); // what the new root alone opens
      notifyAll();
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
   * Overwrites the keys; it stays locked until somebody unlocks it.
   *
   * @return whether it was open
   */
  synchronized boolean lock() {
    Open held = open;
    open = null;
    kept = true;
    notifyAll();
    if (held != null) {
      held.ring().close();
    }
    return held != null;
  }

  /**
   * To be called now and then.
   *
   * @return why it was locked since the last time, if it was not asked for: {@code time}, {@code
   *     root}
   */
  synchronized Optional<String> tick() {
    if (outrooted) {
      outrooted = false;
      return Optional.of("root");
    }
    Open held = open;
    return held != null && over(held) && lock() ? Optional.of("time") : Optional.empty();
  }

  /** Whether it is locked, its root is at hand, and nobody and no time has locked it. */
  synchronized boolean opensItself() {
    return open == null
        && !kept
        && vault instanceof Known known
        && !(known.root() instanceof Root.Passphrase)
        && known.autoLock().opensAtStart();
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
        ? known.autoLock().after().map(after -> after.minus(elapsed(held)))
        : Optional.empty();
  }

  /** A clock that is set back does not keep the vault open, nor does a machine that slept. */
  private Duration elapsed(Open held) {
    Duration wall = Duration.between(held.counted(), clock.instant());
    Duration passed = Duration.ofNanos(nanos.getAsLong() - held.nanos());
    return wall.compareTo(passed) > 0 ? wall : passed;
  }

  static RejectedException locked() {
    return ErrorCode.VAULT_LOCKED.reject("the vault is locked on this node").asException();
  }

  private static RejectedException unset() {
    return ErrorCode.VAULT_UNSET.reject("the vault has not been set up").asException();
  }
}

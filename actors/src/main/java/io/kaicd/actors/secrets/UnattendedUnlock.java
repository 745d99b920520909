package io.kaicd.actors.secrets;

import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.secret.Vault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a vault whose root is at hand, and tries again where that fails: the journal may be away,
 * or the key file not there yet. What somebody or the time has locked stays so.
 */
final class UnattendedUnlock {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration MOST = Duration.ofMinutes(1);
  private static final Logger LOG = LoggerFactory.getLogger(UnattendedUnlock.class);

  private final NodeVault node;
  private final Vault vault;
  private final LongSupplier nanos;
  private Duration pause = Duration.ZERO; // until a try has failed
  private long failed;
  private boolean trying;
  private @Nullable Rejection said;

  /**
   * @param nanos time that passes whatever the clock is set to
   */
  UnattendedUnlock(NodeVault node, Vault vault, LongSupplier nanos) {
    this.node = node;
    this.vault = vault;
    this.nanos = nanos;
  }

  /** To be called now and then, and once at the start; completes when a try has ended. */
  synchronized CompletionStage<Boolean> tick() {
    if (trying || !node.opensItself() || pausing()) {
      return CompletableFuture.completedFuture(true);
    }
    trying = true;
    return vault.unlock(VaultRoom.HOST).thenApply(this::ended);
  }

  private boolean pausing() {
    return !pause.isZero() && nanos.getAsLong() - failed < pause.toNanos();
  }

  private synchronized boolean ended(Vault.Result result) {
    trying = false;
    switch (result) {
      case Vault.Done _ -> {
        pause = Duration.ZERO;
        said = null;
      }
      case Vault.Refused(Rejection why) -> {
        failed = nanos.getAsLong();
        Duration longer = pause.isZero() ? FIRST : pause.multipliedBy(2);
        pause = longer.compareTo(MOST) < 0 ? longer : MOST;
        if (said == null || !said.equals(why)) { // once, and not each minute
          LOG.warn("the vault stays locked: {}; {}", why.message(), why.remedy());
          said = why;
        }
      }
    }
    return true;
  }
}

package io.kaicd.actors.secrets;

import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.secret.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
  private final Clock clock;
  private Duration pause = FIRST;
  private @Nullable Instant next;
  private boolean trying;
  private @Nullable Rejection said;

  UnattendedUnlock(NodeVault node, Vault vault, Clock clock) {
    this.node = node;
    this.vault = vault;
    this.clock = clock;
  }

  /** To be called now and then, and once at the start; completes when a try has ended. */
  synchronized CompletionStage<Boolean> tick() {
    if (trying || !node.opensItself() || (next != null && clock.instant().isBefore(next))) {
      return CompletableFuture.completedFuture(true);
    }
    trying = true;
    return vault.unlock(VaultRoom.HOST).thenApply(this::ended);
  }

  private synchronized boolean ended(Vault.Result result) {
    trying = false;
    switch (result) {
      case Vault.Done _ -> {
        next = null;
        pause = FIRST;
        said = null;
      }
      case Vault.Refused(Rejection why) -> {
        next = clock.instant().plus(pause);
        Duration longer = pause.multipliedBy(2);
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

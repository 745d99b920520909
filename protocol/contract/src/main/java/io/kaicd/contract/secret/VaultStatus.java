package io.kaicd.contract.secret;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a vault stands on the node that is asked: each node locks and unlocks its own. */
public sealed interface VaultStatus {
  /** Never set up. */
  record Unset() implements VaultStatus {}

  record Locked(RootKind root, AutoLock autoLock) implements VaultStatus {}

  /**
   * @param since when it was opened
   * @param remaining until it locks itself; nothing where no time does
   */
  record Unlocked(RootKind root, AutoLock autoLock, Instant since, @Nullable Duration remaining)
      implements VaultStatus {}
}

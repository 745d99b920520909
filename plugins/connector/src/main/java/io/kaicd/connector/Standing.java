package io.kaicd.connector;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import io.kaicd.spi.Health;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the upstream was when it was last asked. */
final class Standing {
  private static final Set<ErrorCode> ILL =
      Set.of(
          ErrorCode.UPSTREAM_UNREACHABLE,
          ErrorCode.UPSTREAM_TIMEOUT,
          ErrorCode.UPSTREAM_UNAUTHORIZED,
          ErrorCode.UPSTREAM_FAILED,
          ErrorCode.UPSTREAM_INVALID,
          ErrorCode.UPSTREAM_CUT,
          ErrorCode.SECRET_MISSING,
          ErrorCode.EGRESS_REFUSED);

  record Seen(Health health, Instant since) {}

  private final Clock clock;
  private volatile Seen seen;

  Standing(Clock clock) {
    this.clock = clock;
    this.seen = new Seen(Health.READY, clock.instant());
  }

  Seen now() {
    return seen;
  }

  /** Notes how a call ended: null for well. A caller's own mistakes say nothing of the upstream. */
  void note(@Nullable Throwable failure) {
    if (failure == null) {
      set(Health.READY);
      return;
    }
    Rejection rejection = RejectedException.of(failure, ErrorCode.INTERNAL);
    if (ILL.contains(rejection.code())) {
      set(new Health(false, rejection.code().text() + ": " + rejection.message()));
    }
  }

  private void set(Health health) {
    if (!seen.health().equals(health)) {
      replace(health);
    }
  }

  private synchronized void replace(Health health) {
    boolean same = seen.health().ready() == health.ready();
    seen = new Seen(health, same ? seen.since() : clock.instant());
  }
}

package io.kaicd.actors.audit;

import io.kaicd.contract.audit.AuditEntry;
import io.kaicd.contract.audit.AuditTrail;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What this node knows of the audit. */
final class LatestAudit implements AuditTrail {
  private volatile AuditState state = AuditState.EMPTY;

  void follow(AuditState now) {
    state = now;
  }

  Optional<Instant> lastSent(String secret) {
    return Optional.ofNullable(state.lastSent().get(secret));
  }

  @Override
  public List<AuditEntry<?>> recent() {
    return state.newestFirst();
  }
}

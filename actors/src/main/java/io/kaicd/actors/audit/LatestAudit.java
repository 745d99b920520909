package io.kaicd.actors.audit;

import io.kaicd.contract.audit.AuditEntry;
import io.kaicd.contract.audit.AuditTrail;
import java.util.List;

/** What this node knows of the audit. */
final class LatestAudit implements AuditTrail {
  private volatile AuditState state = AuditState.EMPTY;

  void follow(AuditState now) {
    state = now;
  }

  @Override
  public List<AuditEntry<?>> recent() {
    return state.newestFirst();
  }
}

package io.kaicd.actors.audit;

import io.kaicd.contract.audit.Audit;
import io.kaicd.contract.audit.Denial;
import io.kaicd.contract.audit.SecretUse;
import io.kaicd.contract.audit.SecretUser;

/** The audit as a node's other rooms see it. */
record NodeAudit(AuditCounters counters, BegunUses begun, LatestUses latest) implements Audit {
  @Override
  public void denied(Denial denial) {
    counters.denied(denial);
  }

  @Override
  public void begin(SecretUser user) {
    begun.require(user);
  }

  @Override
  public void used(SecretUse use) {
    counters.used(use);
    latest.used(use);
  }
}

package io.kaicd.contract.audit;

import java.time.Instant;
import java.util.List;

/** The audit's last entries, of all nodes. The journal keeps all; this is what can be shown. */
@FunctionalInterface
public interface AuditTrail {
  /** By number, the newest first. */
  List<AuditEntry<?>> recent();

  /**
   * Which entries are wanted.
   *
   * @param actor empty for all
   * @param code empty for all
   * @param since leaves out what last happened before
   */
  record Filter(String actor, String code, Instant since) {
    public boolean accepts(AuditEntry<?> entry) {
      AuditLine line = entry.line();
      return (actor.isEmpty() || actor.equals(line.actor()))
          && (code.isEmpty() || code.equals(line.code()))
          && !line.last().isBefore(since);
    }
  }
}

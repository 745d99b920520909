package io.kaicd.contract.audit;

import java.time.Instant;

/**
 * How often one thing happened, and when first and last. Codes are texts, as the journal keeps
 * them.
 */
public sealed interface AuditLine {
  String actor();

  /** Of the refusal; {@link SecretUse#SENT} or {@link SecretUse#BEGUN} when there was none. */
  String code();

  /** 1 or more. */
  long count();

  Instant first();

  Instant last();

  /** {@link Denial}s that are the same. */
  record Denied(
      String code, String actor, String operation, long count, Instant first, Instant last)
      implements AuditLine {}

  /** {@link SecretUse}s that are the same. */
  record Used(
      String secret,
      String service,
      String actor,
      String outcome,
      long count,
      Instant first,
      Instant last)
      implements AuditLine {
    @Override
    public String code() {
      return outcome;
    }
  }
}

package io.kaicd.contract.audit;

/**
 * A line of the audit as it is shown.
 *
 * @param number grows from entry to entry, and stays when the entry's count grows
 * @param node where it was counted
 */
public record AuditEntry<L extends AuditLine>(long number, String node, L line) {}

package io.kaicd.contract.error;

import io.kaicd.contract.redaction.Redaction;

/**
 * One place at fault.
 *
 * @param pointer JSON pointer into the document that was refused, empty for its root
 * @param code what is wrong there, such as {@code type} or {@code host.range}
 * @param wanted what the place should hold
 * @param have what it holds; a kind or a version, never a value of a payload
 */
public record Fault(String pointer, String code, String wanted, String have) {
  public Fault {
    pointer = Redaction.redacted(pointer);
    wanted = Redaction.redacted(wanted);
    have = Redaction.redacted(have);
  }
}

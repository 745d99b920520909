package io.kaicd.contract.redaction;

/**
 * The second line of defence: finds what looks like a secret in a text that is about to be told,
 * and leaves {@value #MARK} in its place. What helps stays: a token's known prefix, the name of a
 * field, the scheme and host of an address.
 *
 * <p>The work is linear in the length of the text, whatever it says. What is told twice is not
 * hidden twice: a redacted text is its own redaction. Secrets of the vault do not depend on it,
 * since they have no text.
 */
public final class Redaction {
  public static final String MARK = "[redacted]";

  private Redaction() {}

  /**
   * @return the same instance when there is nothing to hide
   */
  public static String redacted(String text) {
    return new Scan(text).redacted();
  }
}

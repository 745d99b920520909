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

  /**
   * The same, cut to a length: what is cut before it is redacted may be longer again after, or hide
   * nothing, since half a secret does not look like one. No pair of surrogates is cut in two.
   *
   * @param most in {@code char}s, at least as many as the mark has
   */
  public static String redacted(String text, int most) {
    String told = redacted(text);
    for (int end = most; told.length() > most; end--) {
      told = redacted(cut(told, end)); // half a mark is made whole again
    }
    return told;
  }

  private static String cut(String text, int end) {
    boolean within = end < text.length() && Character.isLowSurrogate(text.charAt(end));
    return text.substring(0, within && end > 0 ? end - 1 : Math.min(end, text.length()));
  }
}

package io.kaicd.cli;

/**
 * Text that others wrote, for a terminal: what would move its cursor, begin a line or turn the
 * direction of writing is shown as an escape, so that nobody forges what is shown.
 */
final class Printable {
  private Printable() {}

  static String of(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (steers(c)) {
        shown.append(String.format("\\u%04x", (int) c)); // in JSON it is the same character still
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }

  private static boolean steers(char c) {
    return (Character.isISOControl(c) && c != '\t')
        || c == '\u061c' // the marks, embeddings, overrides and isolates of two directions
        || (c >= '\u200e' && c <= '\u200f')
        || (c >= '\u2028' && c <= '\u202e') // with the separators of lines and paragraphs
        || (c >= '\u2066' && c <= '\u2069');
  }
}

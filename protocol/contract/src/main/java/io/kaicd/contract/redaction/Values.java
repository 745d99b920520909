package io.kaicd.contract.redaction;

/** Where values end. */
final class Values {
  private Values() {}

  /** A value without quotation marks: up to a space or a sign that parts fields. */
  static int bareEnd(String text, int from) {
    int at = from;
    while (at < text.length() && !ends(text, at)) {
      at++;
    }
    return at;
  }

  private static boolean ends(String text, int at) {
    char c = text.charAt(at);
    return c <= ' '
        || "&;\"'`<>|".indexOf(c) >= 0
        || (c == '\\' && escape(text, at + 1))
        || (",)]}".indexOf(c) >= 0 && closes(text, at + 1));
  }

  // A comma or a bracket may be part of a password; one that nothing follows is not.
  private static boolean closes(String text, int at) {
    return at >= text.length() || " \t\r\n,;)]}\"'`".indexOf(text.charAt(at)) >= 0;
  }

  private static boolean escape(String text, int at) {
    return at < text.length() && "nrt\"'".indexOf(text.charAt(at)) >= 0;
  }

  /** What one draws: without signs between fields, so that nothing is read for two names. */
  static int drawnEnd(String text, int from) {
    int end = Alphabet.VALUE.end(text, from);
    return end + (text.startsWith("==", end) ? 2 : text.startsWith("=", end) ? 1 : 0);
  }

  /** The end of the line, or of the string that the line stands in. */
  static int lineEnd(String text, int from) {
    int at = from;
    while (at < text.length()
        && "\r\n\"`".indexOf(text.charAt(at)) < 0
        && !(text.charAt(at) == '\\' && escape(text, at + 1))) {
      at++;
    }
    return at;
  }

  /**
   * @param quote the mark, which stands in front of {@code from}, behind as many backslashes
   * @return -1 when it is not closed on its line
   */
  static int quotedEnd(String text, int from, char quote, boolean escaped) {
    for (int at = from; at < text.length() && text.charAt(at) != '\n'; at++) {
      boolean behindBackslash = at > from && text.charAt(at - 1) == '\\';
      if (text.charAt(at) == quote && (escaped || !behindBackslash)) {
        return escaped && behindBackslash ? at - 1 : at;
      }
    }
    return -1;
  }
}

package io.kaicd.embedding;

/**
 * The classes of characters that the reference tokenizer tells apart. Its tables are older than the
 * JDK's: {@link Later} holds what has come since, and four characters have changed their class.
 */
final class Characters {
  private static final int CANADIAN_CHI_SIGN = 0x166D;
  private static final int SHARADA_SANDHI_MARK = 0x111C9;
  private static final int HANUNOO_PAMUDPOD = 0x1734;
  private static final int AHOM_MEDIAL_RA = 0x1171E;

  private Characters() {}

  /** Categories Cc, Cf, Co and Cs, but for tab and line ends, which are white space. */
  static boolean isControl(int c) {
    if (c == '\t' || c == '\n' || c == '\r') {
      return false;
    }
    if (c < 0x80) {
      return c < 0x20 || c == 0x7F;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE ->
          !Later.contains(c);
      default -> false;
    };
  }

  /** Unicode's property White_Space. */
  static boolean isWhitespace(int c) {
    if (c < 0x80) {
      return c == ' ' || (c >= 0x09 && c <= 0x0D);
    }
    return c == 0x85
        || c == 0xA0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202F
        || c == 0x205F
        || c == 0x3000;
  }

  /** ASCII's symbols, and categories Pc, Pd, Ps, Pe, Pi, Pf and Po. */
  static boolean isPunctuation(int c) {
    if (c < 0x80) {
      return (c >= 33 && c <= 47)
          || (c >= 58 && c <= 64)
          || (c >= 91 && c <= 96)
          || (c >= 123 && c <= 126);
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          !Later.contains(c);
      default -> c == CANADIAN_CHI_SIGN || c == SHARADA_SANDHI_MARK;
    };
  }

  /** Category Mn, which is what accents become when they are split from their letters. */
  static boolean isMark(int c) {
    if (c < 0x300) {
      return false;
    }
    return Character.getType(c) == Character.NON_SPACING_MARK
        ? !Later.contains(c)
        : c == HANUNOO_PAMUDPOD || c == AHOM_MEDIAL_RA;
  }

  /** The blocks that BERT calls Chinese; Hangul and kana are not among them. */
  static boolean isCjk(int c) {
    return c >= 0x3400
        && ((c >= 0x4E00 && c <= 0x9FFF)
            || (c <= 0x4DBF)
            || (c >= 0x20000 && c <= 0x2A6DF)
            || (c >= 0x2A700 && c <= 0x2B73F)
            || (c >= 0x2B740 && c <= 0x2B81F)
            || (c >= 0x2B920 && c <= 0x2CEAF)
            || (c >= 0xF900 && c <= 0xFAFF)
            || (c >= 0x2F800 && c <= 0x2FA1F));
  }
}

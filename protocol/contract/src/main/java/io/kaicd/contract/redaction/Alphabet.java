package io.kaicd.contract.redaction;

/** The characters that tokens are made of, in ASCII. */
final class Alphabet {
  private static final String ALL =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  static final Alphabet HEX = new Alphabet("0123456789abcdefABCDEF");
  static final Alphabet ALPHANUMERIC = new Alphabet(ALL);
  static final Alphabet UPPER = new Alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
  static final Alphabet URL = new Alphabet(ALL + "_-");
  static final Alphabet DOTTED = new Alphabet(ALL + "_-.=");
  static final Alphabet BASE64 = new Alphabet(ALL + "+/=");
  static final Alphabet PATH = new Alphabet(ALL + "_-/");

  /** What RFC 7235 calls token68, and the sign of percent-encoding. */
  static final Alphabet TOKEN68 = new Alphabet(ALL + "_-.~+/=%");

  /** As TOKEN68, without the sign that ends it. */
  static final Alphabet VALUE = new Alphabet(ALL + "_-.~+/%");

  /** Of names of fields, headers and variables. */
  static final Alphabet NAME = new Alphabet(ALL + "_-.");

  private final boolean[] members = new boolean[128];

  private Alphabet(String all) {
    all.chars().forEach(c -> members[c] = true);
  }

  boolean has(char c) {
    return c < members.length && members[c];
  }

  /**
   * @param most characters that are read
   * @return behind the last of those that stand together
   */
  int end(String text, int from, int most) {
    int limit = (int) Math.min(text.length(), (long) from + most);
    int at = from;
    while (at < limit && has(text.charAt(at))) {
      at++;
    }
    return at;
  }

  int end(String text, int from) {
    return end(text, from, Integer.MAX_VALUE);
  }

  /** The first of those that stand together in front of a place. */
  int begin(String text, int to, int most) {
    int limit = Math.max(0, to - most);
    int at = to;
    while (at > limit && has(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }
}

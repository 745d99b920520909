package io.kaicd.contract.redaction;

import java.util.Locale;

/** Which two characters of ASCII something that is looked for begins with. */
final class Pairs {
  static final int COUNT = 128 * 128;

  private final boolean[] known = new boolean[COUNT];

  /** The number of a pair, 0 when it is none of ASCII or the text ends. */
  static int at(String text, int at) {
    if (at + 1 >= text.length()) {
      return 0;
    }
    char first = text.charAt(at);
    char second = text.charAt(at + 1);
    return (first | second) < 128 ? first << 7 | second : 0;
  }

  void add(String beginning) {
    known[at(beginning, 0)] = true;
  }

  void addInAnyCase(String beginning) {
    String lower = beginning.substring(0, 2).toLowerCase(Locale.ROOT);
    String upper = lower.toUpperCase(Locale.ROOT);
    add(lower);
    add(upper);
    add(lower.substring(0, 1) + upper.substring(1));
    add(upper.substring(0, 1) + lower.substring(1));
  }

  boolean has(String text, int at) {
    return known[at(text, at)];
  }
}

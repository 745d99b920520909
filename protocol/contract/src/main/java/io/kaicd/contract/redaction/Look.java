package io.kaicd.contract.redaction;

import java.util.Locale;
import java.util.Set;

/** Tells what was drawn by lot from what somebody wrote, as far as that can be seen. */
final class Look {
  // What is drawn by lot shows itself early; no text makes this long to decide.
  private static final int SEEN = 64;

  private static final Set<String> ABSENT =
      Set.of("null", "none", "nil", "true", "false", "undefined");

  private Look() {}

  /** A digit and a letter, or letters of both cases in the middle of it. */
  static boolean drawn(String text, int from, int to) {
    boolean digit = false;
    boolean letter = false;
    boolean hump = false;
    for (int at = from; at < Math.min(to, from + SEEN); at++) {
      char c = text.charAt(at);
      boolean upper = c >= 'A' && c <= 'Z';
      digit |= c >= '0' && c <= '9';
      letter |= upper || (c >= 'a' && c <= 'z');
      hump |= upper && at > from && Character.isLowerCase(text.charAt(at - 1));
    }
    return letter && (digit || hump);
  }

  /** A word of prose, perhaps at the end of its sentence, or a name such as {@code my-key}. */
  static boolean word(String text, int from, int to) {
    int end = to;
    while (end > from && ".,:!?".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    for (int at = from; at < end; at++) {
      char c = text.charAt(at);
      boolean inside = at > from && (c == '-' || c == '\'');
      boolean first = at == from && c >= 'A' && c <= 'Z';
      if (!inside && !first && (c < 'a' || c > 'z')) {
        return false;
      }
    }
    return true;
  }

  static boolean number(String text, int from, int to) {
    for (int at = from; at < to; at++) {
      char c = text.charAt(at);
      if ((c < '0' || c > '9') && c != '.') {
        return false;
      }
    }
    return true;
  }

  /** What stands for a value in examples and what other programs leave of one. */
  static boolean placeholder(String text, int from, int to) {
    if (text.startsWith(Redaction.MARK, from)) {
      return true;
    }
    if (to - from > SEEN) {
      return false;
    }
    char first = text.charAt(from);
    boolean open = to < text.length() && (text.charAt(to) == '}' || text.charAt(to) == '>');
    char last = text.charAt(open ? to : to - 1);
    boolean named =
        (first == '<' && last == '>')
            || (first == '{' && last == '}')
            || (text.startsWith("${", from) && last == '}')
            || text.startsWith("$(", from)
            || (first == '$' && upperCase(text, from + 1, to));
    return named || same(text, from, to);
  }

  /** How data says that there is no value. */
  static boolean absent(String text, int from, int to) {
    return to - from <= 9 && ABSENT.contains(text.substring(from, to).toLowerCase(Locale.ROOT));
  }

  static boolean upperCase(String text, int from, int to) {
    for (int at = from; at < to; at++) {
      char c = text.charAt(at);
      if ((c < 'A' || c > 'Z') && c != '_' && c != '-') {
        return false;
      }
    }
    return to > from;
  }

  private static boolean same(String text, int from, int to) {
    char first = text.charAt(from);
    if (first != '*' && first != '.' && first != '…') {
      return false;
    }
    for (int at = from; at < to; at++) {
      if (text.charAt(at) != first) {
        return false;
      }
    }
    return true;
  }
}

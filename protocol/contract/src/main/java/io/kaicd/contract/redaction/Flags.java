package io.kaicd.contract.redaction;

import org.jspecify.annotations.Nullable;

/** Values among the arguments of a command, behind {@code --password} and its like. */
final class Flags {
  private static final int LONGEST = 40;

  private Flags() {}

  static @Nullable Span at(String text, int at) {
    boolean begins = at == 0 || " \t\n\"'`(,[".indexOf(text.charAt(at - 1)) >= 0;
    if (!begins || !text.startsWith("--", at)) {
      return null;
    }
    int end = Alphabet.NAME.end(text, at + 2, LONGEST);
    int from = end + 1;
    Telltale name = Telltale.of(text, at + 2, end);
    if (!name.always() || from >= text.length() || text.charAt(end) != ' ') {
      return null;
    }
    int to = Values.bareEnd(text, from);
    boolean told =
        to > from
            && "-=:".indexOf(text.charAt(from)) < 0
            && !Look.upperCase(text, from, to)
            && !Look.word(text, from, to)
            && !Look.placeholder(text, from, to);
    return told ? new Span(from, to) : null;
  }
}

package io.kaicd.contract.redaction;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code Bearer ...} and {@code Basic ...} wherever they stand, in any case. */
final class Schemes {
  static final List<String> WORDS = List.of("bearer", "basic");
  private static final int LEAST = 8;

  private Schemes() {}

  static @Nullable Span at(String text, int at) {
    for (String word : WORDS) {
      int from = at + word.length() + 1;
      if (text.regionMatches(true, at, word, 0, word.length())
          && from < text.length()
          && text.charAt(from - 1) == ' ') {
        int end = Alphabet.TOKEN68.end(text, from);
        return end - from >= LEAST && Look.drawn(text, from, end) ? new Span(from, end) : null;
      }
    }
    return null;
  }
}

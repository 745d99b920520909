package io.kaicd.contract.redaction;

import org.jspecify.annotations.Nullable;

/** Keys of this host, {@code kai_<id>_<random>}; the id stays, since it says which to revoke. */
final class HostKeys {
  static final String PREFIX = "kai_";
  private static final int LONGEST_ID = 63;
  private static final int LEAST = 40;

  private HostKeys() {}

  static @Nullable Span at(String text, int at) {
    if (!text.startsWith(PREFIX, at)) {
      return null;
    }
    int id = at + PREFIX.length();
    int line = id;
    while (line < text.length() && line - id <= LONGEST_ID && ofId(text.charAt(line))) {
      line++;
    }
    if (line == id || line == text.length() || text.charAt(line) != '_') {
      return null;
    }
    int end = Alphabet.URL.end(text, line + 1);
    return end - line > LEAST ? new Span(line + 1, end) : null;
  }

  private static boolean ofId(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  }
}

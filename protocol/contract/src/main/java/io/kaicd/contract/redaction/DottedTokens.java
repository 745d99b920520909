package io.kaicd.contract.redaction;

import org.jspecify.annotations.Nullable;

/** Tokens of parts with dots between them, seen at the first dot. */
final class DottedTokens {
  private static final String JSON = "eyJ"; // the beginning of every header, in base64
  private static final int LEAST_PART = 16;
  private static final int LONGEST_BOT_ID = 28;

  private DottedTokens() {}

  static @Nullable Span at(String text, int dot) {
    Span bot = bot(text, dot);
    return bot == null ? webToken(text, dot) : bot;
  }

  /** JWS and JWE, RFC 7515 and 7516. */
  private static @Nullable Span webToken(String text, int dot) {
    int begin = behindDashes(text, Alphabet.URL.begin(text, dot, Integer.MAX_VALUE));
    if (dot - begin < LEAST_PART || !text.startsWith(JSON, begin)) {
      return null;
    }
    if (Alphabet.URL.end(text, dot + 1, LEAST_PART) - dot <= LEAST_PART) {
      return null;
    }
    return new Span(begin + JSON.length(), Alphabet.DOTTED.end(text, dot + 1));
  }

  /** Discord's: the bot's id, six characters of time, and the rest. */
  private static @Nullable Span bot(String text, int dot) {
    int begin = behindDashes(text, Alphabet.URL.begin(text, dot, LONGEST_BOT_ID + 3));
    int id = dot - begin;
    if (id < 23 || id > LONGEST_BOT_ID || "MNO".indexOf(text.charAt(begin)) < 0) {
      return null;
    }
    int second = Alphabet.URL.end(text, dot + 1, 8);
    if (second - dot != 7 || second == text.length() || text.charAt(second) != '.') {
      return null;
    }
    int end = Alphabet.URL.end(text, second + 1);
    return end - second > 27 ? new Span(dot + 1, end) : null;
  }

  // What stands in front of it may end in them.
  private static int behindDashes(String text, int from) {
    int at = from;
    while (text.charAt(at) == '-' || text.charAt(at) == '_') {
      at++;
    }
    return at;
  }
}

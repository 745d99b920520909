package io.kaicd.contract.redaction;

import org.jspecify.annotations.Nullable;

/** The password in front of an address's host, and a token in the user's place. */
final class Userinfo {
  private static final String ORACLE = "jdbc:oracle:";
  private static final int LONGEST_DRIVER = 16;
  private static final int LEAST_TOKEN = 20;

  private Userinfo() {}

  static @Nullable Span at(String text, int colon) {
    return text.startsWith("//", colon + 1) ? authority(text, colon + 3) : oracle(text, colon);
  }

  private static @Nullable Span authority(String text, int from) {
    int password = -1;
    int host = -1;
    for (int at = from; at < text.length() && !ends(text.charAt(at)); at++) {
      char c = text.charAt(at);
      if (c == '@') {
        host = at;
      } else if (c == ':' && password < 0 && host < 0) {
        password = at + 1;
      }
    }
    if (host < 0) {
      return null;
    }
    boolean token = host - from >= LEAST_TOKEN && Look.drawn(text, from, host);
    int begin = password < 0 || password > host ? (token ? from : host) : password;
    return begin == host || Look.placeholder(text, begin, host) ? null : new Span(begin, host);
  }

  // jdbc:oracle:thin:user/password@host
  private static @Nullable Span oracle(String text, int colon) {
    int driver = Alphabet.ALPHANUMERIC.begin(text, colon, LONGEST_DRIVER);
    if (!text.regionMatches(true, driver - ORACLE.length(), ORACLE, 0, ORACLE.length())) {
      return null;
    }
    int slash = Alphabet.NAME.end(text, colon + 1);
    if (slash >= text.length() || text.charAt(slash) != '/') {
      return null;
    }
    int host = slash + 1;
    while (host < text.length() && text.charAt(host) != '@' && !ends(text.charAt(host))) {
      host++;
    }
    boolean password = host < text.length() && text.charAt(host) == '@' && host > slash + 1;
    return password && !Look.placeholder(text, slash + 1, host) ? new Span(slash + 1, host) : null;
  }

  private static boolean ends(char c) {
    return c <= ' ' || "/?#\"'`<>\\".indexOf(c) >= 0;
  }
}

package io.kaicd.contract.redaction;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stands behind {@code Authorization:}; the scheme stays. */
final class AuthorizationValue {
  private static final int LONGEST_SCHEME = 24;

  // Their parameters are many, and go on to the end of the line.
  private static final Set<String> OF_PARAMETERS =
      Set.of("digest", "aws4-hmac-sha256", "hawk", "oauth", "signature", "mac");

  private AuthorizationValue() {}

  static @Nullable Span at(String text, int from) {
    int first = behindScheme(text, from);
    if (first == text.length()) {
      return null;
    }
    boolean alone = first == from;
    if (!alone && OF_PARAMETERS.contains(scheme(text, from, first))) {
      return new Span(first, Values.lineEnd(text, first));
    }
    int end = Values.bareEnd(text, first);
    boolean told = end > first && !Look.word(text, first, end);
    return told && !Look.placeholder(text, first, end) ? new Span(first, end) : null;
  }

  /** Behind {@code Bearer } and its like; the beginning itself when there is no scheme. */
  static int behindScheme(String text, int from) {
    int word = Alphabet.URL.end(text, from, LONGEST_SCHEME);
    boolean scheme = word > from && word < text.length() && text.charAt(word) == ' ';
    return scheme ? word + 1 : from;
  }

  private static String scheme(String text, int from, int behind) {
    return text.substring(from, behind - 1).toLowerCase(Locale.ROOT);
  }
}

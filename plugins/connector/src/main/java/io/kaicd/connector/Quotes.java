package io.kaicd.connector;

import java.util.regex.Pattern;

/** Makes an upstream's own words fit to be shown: short, on one line, without what may be a key. */
final class Quotes {
  private static final int LONGEST = 200;
  private static final int CONSIDERED = 2_000;
  private static final String GONE = "[redacted]";

  private static final Pattern SCHEME =
      Pattern.compile("(?i)\\b(bearer|basic|token)\\s+[^\\s,;\"']+");
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)\\b(api[ _-]?key|authorization|secret|password|token)(\\s+provided)?\\b"
              + "[\"']?\\s*[:=]\\s*[^\\s,;]+");
  private static final Pattern PREFIXED =
      Pattern.compile("(?i)\\b(sk|pk|rk|gsk|hf|xai|ghp|pat|key|kai|aiza)[-_*.][^\\s,;\"']*");
  // A run with a letter and a digit that is longer than words are.
  private static final Pattern RUN =
      Pattern.compile("(?=[A-Za-z_+/=*-]*\\d)(?=[\\d_+/=*-]*[A-Za-z])[A-Za-z0-9_+/=*-]{20,}");
  // What is quoted at length is a piece of the request.
  private static final Pattern QUOTED = Pattern.compile("'[^']{60,}'|\"[^\"]{60,}\"|`[^`]{60,}`");
  private static final Pattern BLANK = Pattern.compile("[\\s\\p{Cntrl}]+");

  private Quotes() {}

  static String of(String words) {
    String text = words.length() > CONSIDERED ? words.substring(0, CONSIDERED) : words;
    text = BLANK.matcher(text).replaceAll(" ").strip();
    for (Pattern pattern : new Pattern[] {QUOTED, SCHEME, NAMED, PREFIXED, RUN}) {
      text = pattern.matcher(text).replaceAll(GONE);
    }
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
  }
}

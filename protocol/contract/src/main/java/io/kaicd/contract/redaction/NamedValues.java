package io.kaicd.contract.redaction;

import org.jspecify.annotations.Nullable;

/**
 * Values behind a name that tells: {@code name=value} of addresses, properties, HOCON and records,
 * {@code name: value} of headers, YAML and prose, {@code "name":"value"} of JSON, also inside a
 * string, and {@code <name>value</name>}. It is asked at the sign between the two.
 */
final class NamedValues {
  private static final int LONGEST_NAME = 64;
  private static final int MOST_SPACES = 8;

  private NamedValues() {}

  static @Nullable Span at(String text, int sign) {
    int end = sign;
    while (end > 0 && sign - end < MOST_SPACES && text.charAt(end - 1) == ' ') {
      end--;
    }
    boolean quoted = end > 0 && "\"'`".indexOf(text.charAt(end - 1)) >= 0;
    if (quoted) {
      end--;
      while (end > 0 && sign - end < MOST_SPACES && text.charAt(end - 1) == '\\') {
        end--;
      }
    }
    int begin = Alphabet.NAME.begin(text, end, LONGEST_NAME);
    Telltale name = begin == end ? Telltale.NOTHING : Telltale.of(text, begin, end);
    if (name == Telltale.NOTHING || (end < sign && !quoted && text.charAt(sign) != '=')) {
      return null;
    }
    if (text.charAt(sign) == '>') {
      return element(text, begin, sign);
    }
    int from = sign + 1;
    if (from < text.length() && text.charAt(from) == '>') {
      from++; // as Ruby writes it
    }
    boolean tight = from < text.length() && text.charAt(from) != ' ';
    while (from < text.length() && (text.charAt(from) == ' ' || text.charAt(from) == '\t')) {
      from++;
    }
    if (from == text.length()) {
      return null;
    }
    return new NamedValue(text, name, begin, sign, quoted, tight, from).hidden();
  }

  private static @Nullable Span element(String text, int begin, int sign) {
    if (begin == 0 || text.charAt(begin - 1) != '<') {
      return null;
    }
    int end = sign + 1;
    while (end < text.length() && text.charAt(end) != '<' && text.charAt(end) != '\n') {
      end++;
    }
    boolean told =
        end > sign + 1 && text.startsWith("</", end) && !Look.placeholder(text, sign + 1, end);
    return told && Telltale.of(text, begin, sign).always() ? new Span(sign + 1, end) : null;
  }
}

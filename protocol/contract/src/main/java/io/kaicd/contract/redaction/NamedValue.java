package io.kaicd.contract.redaction;

import org.jspecify.annotations.Nullable;

/**
 * A value behind a name that tells.
 *
 * @param begin of the name
 * @param sign between the name and the value
 * @param quotedName whether the name stands in quotation marks
 * @param tight whether no space is behind the sign
 * @param from the value's first character
 */
record NamedValue(
    String text, Telltale name, int begin, int sign, boolean quotedName, boolean tight, int from) {
  private static final int MOST_SPACES = 16;
  private static final int LEAST_DRAWN = 16;
  private static final int LEAST_DRAWN_IN_QUERY = 8;

  @Nullable Span hidden() {
    int mark = from;
    while (mark < text.length() && mark - from < MOST_SPACES && text.charAt(mark) == '\\') {
      mark++;
    }
    char quote = mark < text.length() ? text.charAt(mark) : ' ';
    if (quote == '"' || quote == '\'') {
      int end = Values.quotedEnd(text, mark + 1, quote, mark > from);
      if (end >= 0) {
        return quoted(mark + 1, end);
      }
    }
    return "{[(\"'`=:".indexOf(text.charAt(from)) >= 0 ? null : bare();
  }

  private @Nullable Span quoted(int first, int end) {
    return switch (name) {
      case NOTHING -> null;
      case PERHAPS -> told(first, end, drawn(first, end));
      case NAMED ->
          told(first, end, !Look.word(text, first, end) && !Look.upperCase(text, first, end));
      case SECRET, PASSWORD, COOKIE -> told(first, end, true);
      case AUTHORIZATION -> {
        int behind = AuthorizationValue.behindScheme(text, first);
        yield told(behind < end ? behind : first, end, !Look.word(text, first, end));
      }
    };
  }

  private @Nullable Span bare() {
    return switch (name) {
      case NOTHING -> null;
      case COOKIE -> text.charAt(sign) == ':' ? told(from, Values.lineEnd(text, from), true) : null;
      case AUTHORIZATION -> AuthorizationValue.at(text, from);
      case PERHAPS -> {
        int end = Values.drawnEnd(text, from);
        boolean field = text.charAt(sign) == '=' || quotedName || !tight;
        yield told(from, end, field && drawn(from, end));
      }
      case NAMED, SECRET, PASSWORD -> objectBegins() ? null : secret();
    };
  }

  private @Nullable Span secret() {
    int end = Values.bareEnd(text, from);
    boolean counted = name != Telltale.PASSWORD && Look.number(text, from, end);
    if (counted || Look.absent(text, from, end)) {
      return null;
    }
    boolean word = Look.word(text, from, end);
    if (text.charAt(sign) == '=') {
      return told(from, end, name != Telltale.NAMED || !word || inQuery());
    }
    if (name == Telltale.PASSWORD && beginsField()) {
      // A passphrase is several words.
      return told(from, !tight && beginsLine() ? Values.lineEnd(text, from) : end, true);
    }
    return told(from, end, !word);
  }

  private @Nullable Span told(int first, int end, boolean yes) {
    return yes && end > first && !Look.placeholder(text, first, end) ? new Span(first, end) : null;
  }

  private boolean drawn(int first, int end) {
    return text.charAt(first) != '/' // a path, or the pointer that explain takes
        && end - first >= (inQuery() ? LEAST_DRAWN_IN_QUERY : LEAST_DRAWN)
        && Values.drawnEnd(text, first) >= end
        && Look.drawn(text, first, end);
  }

  private boolean inQuery() {
    return begin > 0 && "?&".indexOf(text.charAt(begin - 1)) >= 0;
  }

  private boolean beginsLine() {
    int at = begin;
    while (at > 0 && begin - at < MOST_SPACES && " \t-".indexOf(text.charAt(at - 1)) >= 0) {
      at--;
    }
    return at == 0 || text.charAt(at - 1) == '\n';
  }

  private boolean beginsField() {
    int at = begin;
    while (at > 0 && begin - at < MOST_SPACES && text.charAt(at - 1) == ' ') {
      at--;
    }
    return beginsLine() || (at > 0 && ",;{[(?&|".indexOf(text.charAt(at - 1)) >= 0);
  }

  /** {@code SecretRef[env=...}: what stands in it is looked at by itself. */
  private boolean objectBegins() {
    int at = Alphabet.ALPHANUMERIC.end(text, from);
    return at > from && at < text.length() && (text.charAt(at) == '[' || text.charAt(at) == '{');
  }
}

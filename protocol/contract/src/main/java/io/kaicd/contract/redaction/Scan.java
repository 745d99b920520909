package io.kaicd.contract.redaction;

import org.jspecify.annotations.Nullable;

/** One walk over one text. */
final class Scan {
  private static final Shape[] NOTHING = {};
  private static final Shape[] AT_WORD = {
    KnownPrefixes::at, HostKeys::at, Schemes::at,
  };
  private static final Shape[] AT_COLON = {Userinfo::at, BotTokens::at, NamedValues::at};
  private static final Shape[] AT_EQUALS = {NamedValues::at};
  private static final Shape[] AT_DOT = {DottedTokens::at};
  private static final Shape[] AT_DASH = {PrivateKeys::at, Flags::at};

  private static final Pairs BEGINNINGS = new Pairs();

  static {
    KnownPrefixes.addTo(BEGINNINGS);
    BEGINNINGS.add(HostKeys.PREFIX);
    Schemes.WORDS.forEach(BEGINNINGS::addInAnyCase);
  }

  private final String text;
  private @Nullable StringBuilder told;
  private int done;

  Scan(String text) {
    this.text = text;
  }

  String redacted() {
    int at = 0;
    while (at < text.length()) {
      at = next(at);
    }
    return told == null ? text : told.append(text, done, text.length()).toString();
  }

  private int next(int at) {
    for (Shape shape : shapes(at)) {
      Span found = shape.at(text, at);
      if (found != null && found.to() > at) {
        hide(found);
        return found.to();
      }
    }
    return at + 1;
  }

  private Shape[] shapes(int at) {
    char c = text.charAt(at);
    return switch (c) {
      case ':' -> AT_COLON;
      case '=', '>' -> AT_EQUALS;
      case '.' -> AT_DOT;
      case '-' -> AT_DASH;
      default -> beginsWord(at) && BEGINNINGS.has(text, at) ? AT_WORD : NOTHING;
    };
  }

  private boolean beginsWord(int at) {
    return at == 0 || !Alphabet.ALPHANUMERIC.has(text.charAt(at - 1));
  }

  private void hide(Span found) {
    if (told == null) {
      told = new StringBuilder(text.length());
    }
    if (found.from() > done || done == 0) {
      told.append(text, done, found.from()).append(Redaction.MARK);
    }
    done = found.to();
  }
}

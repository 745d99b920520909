package io.kaicd.contract.redaction;

import org.jspecify.annotations.Nullable;

/** Telegram's tokens of bots: the bot's number, a colon, {@code AA} and 33 characters. */
final class BotTokens {
  private static final int TOKEN = 35;

  private BotTokens() {}

  static @Nullable Span at(String text, int colon) {
    if (!text.startsWith("AA", colon + 1)) {
      return null;
    }
    int number = colon;
    while (number > 0 && colon - number < 12 && Character.isDigit(text.charAt(number - 1))) {
      number--;
    }
    boolean told = colon - number >= 8 && colon - number <= 10;
    int end = Alphabet.URL.end(text, colon + 1, TOKEN + 1);
    return told && end - colon - 1 == TOKEN ? new Span(colon + 1, end) : null;
  }
}

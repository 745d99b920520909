package io.kaicd.contract.redaction;

import org.jspecify.annotations.Nullable;

/**
 * What the tokens of one issuer begin with.
 *
 * @param alphabet of what follows
 * @param least characters that follow
 * @param most characters that follow, 0 for any number
 * @param drawn whether they must look drawn by lot, since words may follow the prefix, too
 */
record KnownPrefix(String text, Alphabet alphabet, int least, int most, boolean drawn) {
  private static final int SEEN = 64;

  @Nullable Span in(String whole, int at) {
    if (!whole.startsWith(text, at)) {
      return null;
    }
    int from = at + text.length();
    int seen = alphabet.end(whole, from, Math.max(SEEN, Math.max(least, most + 1)));
    if (seen - from < least || (most > 0 && seen - from > most)) {
      return null;
    }
    if (drawn && !Look.drawn(whole, from, seen)) {
      return null;
    }
    return new Span(from, alphabet.end(whole, seen));
  }
}

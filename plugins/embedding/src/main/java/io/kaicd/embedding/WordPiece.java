package io.kaicd.embedding;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * BERT's uncased tokenizer, equal to the reference of Hugging Face: clean, space out CJK, strip
 * accents, lower-case, split at white space and punctuation, then the longest known pieces. Special
 * tokens written out in a text count as themselves there, and so here.
 */
final class WordPiece {
  private static final Pattern SPECIAL = Pattern.compile("\\[(?:PAD|UNK|CLS|SEP|MASK)]");
  private static final int LONGEST_WORD = 100; // max_input_chars_per_word
  private static final int PART = 4_096;

  private final Vocabulary vocabulary;
  private final int unknown;
  private final int maxTokens;

  WordPiece(Vocabulary vocabulary, int maxTokens) {
    this.vocabulary = vocabulary;
    this.unknown = vocabulary.special("[UNK]");
    this.maxTokens = maxTokens;
  }

  /** The text's tokens between the start and the end token, cut at the most. */
  int[] encode(String text) {
    Tokens tokens = new Tokens(maxTokens - 1);
    tokens.put(vocabulary.special("[CLS]"));
    int from = 0;
    if (text.indexOf('[') >= 0) {
      Matcher special = SPECIAL.matcher(text);
      while (!tokens.full() && special.find()) {
        words(text.substring(from, special.start()), tokens);
        tokens.put(vocabulary.special(special.group()));
        from = special.end();
      }
    }
    words(from == 0 ? text : text.substring(from), tokens);
    return tokens.closed(vocabulary.special("[SEP]"));
  }

  /**
   * Part by part, so that a text that is cut soon is not normalised whole. A part ends before a
   * space, across which nothing combines.
   */
  private void words(String text, Tokens tokens) {
    int from = 0;
    while (from < text.length() && !tokens.full()) {
      int space = from + PART < text.length() ? text.indexOf(' ', from + PART) : -1;
      int to = space < 0 ? text.length() : space;
      part(text.substring(from, to), tokens);
      from = to;
    }
  }

  private void part(String text, Tokens tokens) {
    String plain = normalise(text);
    int length = plain.length();
    int start = -1;
    for (int i = 0; i < length && !tokens.full(); ) {
      int c = plain.codePointAt(i);
      int next = i + Character.charCount(c);
      boolean punctuation = Characters.isPunctuation(c);
      if (punctuation || Characters.isWhitespace(c)) {
        if (start >= 0) {
          pieces(plain.substring(start, i), tokens);
          start = -1;
        }
        if (punctuation) {
          pieces(plain.substring(i, next), tokens);
        }
      } else if (start < 0) {
        start = i;
      }
      i = next;
    }
    if (start >= 0 && !tokens.full()) {
      pieces(plain.substring(start), tokens);
    }
  }

  private static String normalise(String text) {
    StringBuilder clean = new StringBuilder(text.length() + 16);
    boolean ascii = true;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == 0xFFFD || Characters.isControl(c)) {
        continue;
      }
      ascii &= c < 0x80;
      if (Characters.isWhitespace(c)) {
        clean.append(' ');
      } else if (Characters.isCjk(c)) {
        clean.append(' ').appendCodePoint(c).append(' ');
      } else {
        clean.appendCodePoint(c);
      }
    }
    String decomposed = ascii ? clean.toString() : Normalizer.normalize(clean, Normalizer.Form.NFD);
    StringBuilder plain = new StringBuilder(decomposed.length());
    for (int i = 0; i < decomposed.length(); ) {
      int c = decomposed.codePointAt(i);
      i += Character.charCount(c);
      if (!Characters.isMark(c)) {
        // By code point, as the reference does: String's own would turn a last sigma.
        plain.appendCodePoint(Character.toLowerCase(c));
      }
    }
    return plain.toString();
  }

  private void pieces(String word, Tokens tokens) {
    if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
      tokens.put(unknown);
      return;
    }
    int mark = tokens.size();
    int start = 0;
    while (start < word.length()) {
      int end = Math.min(word.length(), start + vocabulary.longest());
      int id = -1;
      while (end > start) {
        String piece = word.substring(start, end);
        id = start == 0 ? vocabulary.first(piece) : vocabulary.next(piece);
        if (id >= 0) {
          break;
        }
        end -= Character.charCount(word.codePointBefore(end));
      }
      if (id < 0) {
        tokens.backTo(mark);
        tokens.put(unknown);
        return;
      }
      tokens.put(id);
      start = end;
    }
  }

  /**
   * Grows past the most while a word is cut into pieces, since the word may still become unknown.
   */
  private static final class Tokens {
    private final int most;
    private int[] ids = new int[32];
    private int size;

    Tokens(int most) {
      this.most = most;
    }

    boolean full() {
      return size >= most;
    }

    int size() {
      return size;
    }

    void put(int id) {
      if (size == ids.length) {
        ids = Arrays.copyOf(ids, size * 2);
      }
      ids[size++] = id;
    }

    void backTo(int mark) {
      size = mark;
    }

    int[] closed(int end) {
      int kept = Math.min(size, most);
      int[] all = Arrays.copyOf(ids, kept + 1);
      all[kept] = end;
      return all;
    }
  }
}

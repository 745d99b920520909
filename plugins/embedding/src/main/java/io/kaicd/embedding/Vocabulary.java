package io.kaicd.embedding;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The pieces of words that the model knows, by their numbers; read from its tokenizer file. */
final class Vocabulary {
  private static final String CONTINUED = "##";

  private final Map<String, Integer> first = new HashMap<>(1 << 16);
  private final Map<String, Integer> next = new HashMap<>(1 << 13);
  private int longest;

  private Vocabulary() {}

  /** Reads only the part {@code model.vocab}, as a stream: the file has 30,000 entries. */
  static Vocabulary read(String resource) {
    Vocabulary vocabulary = new Vocabulary();
    try (InputStream in =
            Objects.requireNonNull(Vocabulary.class.getResourceAsStream(resource), resource);
        JsonParser parser = new JsonFactory().createParser(in)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME && parser.currentName().equals("vocab")) {
          parser.nextToken();
          while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String piece = parser.currentName();
            parser.nextToken();
            vocabulary.put(piece, parser.getIntValue());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return vocabulary;
  }

  private void put(String piece, int id) {
    boolean continued = piece.length() > CONTINUED.length() && piece.startsWith(CONTINUED);
    String text = continued ? piece.substring(CONTINUED.length()) : piece;
    (continued ? next : first).put(text, id);
    longest = Math.max(longest, text.length());
  }

  /** The number of a piece that begins a word, -1 when it is not known. */
  int first(String piece) {
    return first.getOrDefault(piece, -1);
  }

  /** The number of a piece that goes on with a word, -1 when it is not known. */
  int next(String piece) {
    return next.getOrDefault(piece, -1);
  }

  /** The number of a token such as {@code [CLS]}. */
  int special(String token) {
    return Objects.requireNonNull(first.get(token), token);
  }

  /** The most UTF-16 units of a piece. */
  int longest() {
    return longest;
  }
}

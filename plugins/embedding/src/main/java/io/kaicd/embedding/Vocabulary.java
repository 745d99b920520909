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
  static final int UNKNOWN = 100;
  static final int START = 101;
  static final int END = 102;

  private final Map<String, Integer> pieces;

  private Vocabulary(Map<String, Integer> pieces) {
    this.pieces = pieces;
  }

  /** Reads only the part {@code model.vocab}, as a stream: the file has 30,000 entries. */
  static Vocabulary read(String resource) {
    Map<String, Integer> pieces = new HashMap<>(1 << 16);
    try (InputStream in =
            Objects.requireNonNull(Vocabulary.class.getResourceAsStream(resource), resource);
        JsonParser parser = new JsonFactory().createParser(in)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME && parser.currentName().equals("vocab")) {
          parser.nextToken();
          while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String piece = parser.currentName();
            parser.nextToken();
            pieces.put(piece, parser.getIntValue());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Vocabulary(pieces);
  }

  /** A piece's number, -1 when it is not known. */
  int id(String piece) {
    return pieces.getOrDefault(piece, -1);
  }
}

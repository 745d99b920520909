package io.kaicd.embedding;

import java.net.URL;
import java.util.Objects;

/**
 * The model that ships: sentence-transformers/all-MiniLM-L6-v2, quantised to 8 bits.
 *
 * <p>Texts are cut at 256 tokens, the {@code max_seq_length} that the model is published with; the
 * tokenizer file in the package says 128, which would lose half of a passage.
 */
final class Model {
  static final String NAME = "all-MiniLM-L6-v2";
  static final int DIMENSION = 384;
  static final int MAX_TOKENS = 256;
  static final String ONNX = "/all-minilm-l6-v2-q.onnx";
  static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

  private Model() {}

  static URL onnx() {
    return Objects.requireNonNull(Model.class.getResource(ONNX), ONNX);
  }
}

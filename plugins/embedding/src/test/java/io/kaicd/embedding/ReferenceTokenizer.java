package io.kaicd.embedding;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;

/** Hugging Face's own tokenizer, told to cut where ours does. */
final class ReferenceTokenizer implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;

  ReferenceTokenizer() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ReferenceTokenizer.class.getResourceAsStream(Model.TOKENIZER))) {
      tokenizer =
          HuggingFaceTokenizer.newInstance(
              in,
              Map.of(
                  "padding",
                  "false",
                  "truncation",
                  "true",
                  "maxLength",
                  Integer.toString(Model.MAX_TOKENS),
                  "modelMaxLength",
                  Integer.toString(Model.MAX_TOKENS)));
    }
  }

  int[] encode(String text) {
    long[] ids = tokenizer.encode(text).getIds();
    int[] tokens = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      tokens[i] = (int) ids[i];
    }
    return tokens;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}

package io.kaicd.embedding;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * The model in ONNX runtime. One text a run: the model is quantised dynamically, by the range of
 * all values in a run, so a text's vector would otherwise depend on its neighbours.
 */
final class SentenceModel implements AutoCloseable {
  private final WordPiece tokenizer =
      new WordPiece(Vocabulary.read(Model.TOKENIZER), Model.MAX_TOKENS);
  private final OrtEnvironment environment;
  private final OrtSession session;

  private SentenceModel(OrtEnvironment environment, OrtSession session) {
    this.environment = environment;
    this.session = session;
  }

  /**
   * @param folder where the model's file is, or is put
   * @param threads that one run is computed on
   */
  static SentenceModel load(Path folder, int threads) throws IOException, OrtException {
    NativeLibraries.in(folder);
    // A file is read piece by piece; from the heap the model is copied whole, 30 MB more for good.
    Path file = Unpacked.in(folder, Model.onnx());
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = options(threads)) {
      return new SentenceModel(environment, environment.createSession(file.toString(), options));
    }
  }

  static OrtSession.SessionOptions options(int threads) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    // Threads that spin for work take the cores from the neighbours.
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    return options;
  }

  int[] tokens(String text) {
    return tokenizer.encode(text);
  }

  /** The vector of a text by its tokens, of length 1. Not to be asked during or after a close. */
  float[] embed(int[] tokens) {
    long[] ids = new long[tokens.length];
    long[] ones = new long[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      ids[i] = tokens[i];
      ones[i] = 1;
    }
    long[] shape = {1, tokens.length};
    try (OnnxTensor input = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
        OnnxTensor mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape);
        OnnxTensor types =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[tokens.length]), shape);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
      return pooled(((OnnxTensor) result.get(0)).getFloatBuffer(), tokens.length);
    } catch (OrtException e) {
      throw new IllegalStateException("the ONNX runtime failed: " + e.getCode(), e);
    }
  }

  /** The mean over the tokens, scaled to length 1. */
  private static float[] pooled(FloatBuffer states, int tokens) {
    float[] vector = new float[Model.DIMENSION];
    float[] row = new float[Model.DIMENSION];
    for (int t = 0; t < tokens; t++) {
      states.get(row);
      for (int i = 0; i < vector.length; i++) {
        vector[i] += row[i];
      }
    }
    double square = 0;
    for (float x : vector) {
      square += (double) x * x;
    }
    double scale = square == 0 ? 0 : 1 / Math.sqrt(square);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (vector[i] * scale);
    }
    return vector;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the ONNX runtime does not close: " + e.getCode(), e);
    }
  }
}

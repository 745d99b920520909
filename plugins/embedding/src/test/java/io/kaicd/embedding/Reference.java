package io.kaicd.embedding;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;

/**
 * The pipeline that the model is published with, written out with nothing of ours: the reference
 * tokenizer, the runtime as it comes, the mean over the tokens in doubles, length 1.
 */
final class Reference implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final ReferenceTokenizer tokenizer = new ReferenceTokenizer();

  Reference() throws IOException, OrtException {
    try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(Model.ONNX))) {
      session = environment.createSession(in.readAllBytes());
    }
  }

  /** Each text's vector when all run together, padded to the longest. */
  double[][] embed(String... texts) throws OrtException {
    int[][] tokens = new int[texts.length][];
    int longest = 0;
    for (int i = 0; i < texts.length; i++) {
      tokens[i] = tokenizer.encode(texts[i]);
      longest = Math.max(longest, tokens[i].length);
    }
    long[][] ids = new long[texts.length][longest];
    long[][] mask = new long[texts.length][longest];
    for (int i = 0; i < texts.length; i++) {
      for (int t = 0; t < tokens[i].length; t++) {
        ids[i][t] = tokens[i][t];
        mask[i][t] = 1;
      }
    }
    try (OnnxTensor input = OnnxTensor.createTensor(environment, ids);
        OnnxTensor attention = OnnxTensor.createTensor(environment, mask);
        OnnxTensor types = OnnxTensor.createTensor(environment, new long[texts.length][longest]);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", input, "attention_mask", attention, "token_type_ids", types))) {
      float[][][] states = (float[][][]) result.get(0).getValue();
      double[][] vectors = new double[texts.length][];
      for (int i = 0; i < texts.length; i++) {
        vectors[i] = mean(states[i], tokens[i].length);
      }
      return vectors;
    }
  }

  private static double[] mean(float[][] states, int tokens) {
    double[] mean = new double[Model.DIMENSION];
    double square = 0;
    for (int i = 0; i < mean.length; i++) {
      for (int t = 0; t < tokens; t++) {
        mean[i] += states[t][i] / tokens;
      }
      square += mean[i] * mean[i];
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= Math.sqrt(square);
    }
    return mean;
  }

  /** Of vectors of length 1, so that a vector that is longer or shorter shows. */
  static double dot(double[] expected, float[] actual) {
    double dot = 0;
    for (int i = 0; i < expected.length; i++) {
      dot += expected[i] * actual[i];
    }
    return dot;
  }

  @Override
  public void close() throws OrtException {
    tokenizer.close();
    session.close();
  }
}

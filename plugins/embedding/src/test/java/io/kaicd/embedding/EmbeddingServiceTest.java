package io.kaicd.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vectors beside a pipeline that is written out here with the reference tokenizer. */
class EmbeddingServiceTest {
  private static final List<String> TEXTS =
      List.of(
          "How do refunds work?",
          "Money is given back within thirty days.",
          "Crème brûlée 東京 😀",
          "word ".repeat(600));

  @Test
  void vectorsEqualTheReferencePipelines(@TempDir Path folder) throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(Model.ONNX));
        OrtSession session = environment.createSession(in.readAllBytes());
        ReferenceTokenizer tokenizer = new ReferenceTokenizer();
        SentenceModel ours = SentenceModel.load(folder, 1)) {
      for (String text : TEXTS) {
        float[] expected = reference(environment, session, tokenizer.encode(text));
        float[] actual = ours.embed(ours.tokens(text));
        assertThat(cosine(expected, actual)).as(text).isGreaterThanOrEqualTo(0.9999);
        assertThat(cosine(actual, actual)).isCloseTo(1.0, within(1e-6));
      }
    }
  }

  @Test
  void whatMeansTheSameIsNearer(@TempDir Path folder) throws Exception {
    try (SentenceModel model = SentenceModel.load(folder, 1)) {
      float[] question = model.embed(model.tokens("How do I get my money back?"));
      float[] answer = model.embed(model.tokens("Refunds are paid within thirty days."));
      float[] other = model.embed(model.tokens("The engine has six cylinders."));
      assertThat(cosine(question, answer)).isGreaterThan(cosine(question, other) + 0.2);
    }
  }

  /** Mean pooling in doubles over [1, tokens, 384], with nothing of ours. */
  private static float[] reference(OrtEnvironment environment, OrtSession session, int[] tokens)
      throws Exception {
    long[][] ids = new long[1][tokens.length];
    long[][] ones = new long[1][tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      ids[0][i] = tokens[i];
      ones[0][i] = 1;
    }
    try (OrtSession.Result result =
        session.run(
            Map.of(
                "input_ids", OnnxTensor.createTensor(environment, ids),
                "attention_mask", OnnxTensor.createTensor(environment, ones),
                "token_type_ids",
                    OnnxTensor.createTensor(environment, new long[1][tokens.length])))) {
      float[][][] states = (float[][][]) result.get(0).getValue();
      double[] sum = new double[Model.DIMENSION];
      for (float[] state : states[0]) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += state[i] / tokens.length;
        }
      }
      float[] vector = new float[sum.length];
      for (int i = 0; i < sum.length; i++) {
        vector[i] = (float) sum[i];
      }
      return vector;
    }
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(aa * bb);
  }
}

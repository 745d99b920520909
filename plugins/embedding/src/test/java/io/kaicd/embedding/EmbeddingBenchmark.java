package io.kaicd.embedding;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Embeddings a second through the plugin, one text a call, from text to JSON tree, against the bare
 * runtime on the same tokens with the same options. The two take turns, text by text, in changing
 * order, so that a busy machine slows both. Arguments: folder, rounds (20), threads (2).
 */
final class EmbeddingBenchmark {
  private static final int TEXTS = 16;
  private static final String[] WORDS =
      ("refund order customer policy engine vector node service index the a of to in is was for on"
              + " with within thirty days money returned purchase quick brown system stores finds")
          .split(" ", -1);

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final Replica replica;
  private final OrtSession bare;
  private final WordPiece tokenizer =
      new WordPiece(Vocabulary.read(Model.TOKENIZER), Model.MAX_TOKENS);
  private final int rounds;

  private EmbeddingBenchmark(Path folder, int rounds, int threads) throws Exception {
    this.rounds = rounds;
    replica = new Replica(folder, threads);
    try (OrtSession.SessionOptions options = SentenceModel.options(threads)) {
      bare = environment.createSession(Unpacked.in(folder, Model.onnx()).toString(), options);
    }
  }

  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 20;
    int threads = args.length > 2 ? Integer.parseInt(args[2]) : 2;
    System.out.printf("before the model: %s%n", memory());
    long start = System.nanoTime();
    try (Replica replica = new Replica(folder, threads)) {
      replica.vectors(List.of("first"));
      System.out.printf("first text: %d ms, %s%n", millis(start), memory());
      replica.vectors(texts(250));
      System.out.printf("in use: %s%n", memory());
    }
    EmbeddingBenchmark benchmark = new EmbeddingBenchmark(folder, rounds, threads);
    for (int words : new int[] {8, 40, 120, 250}) {
      benchmark.measure(words);
    }
    benchmark.replica.close();
    benchmark.bare.close();
  }

  private void measure(int words) throws OrtException {
    List<String> texts = texts(words);
    long[] ours = new long[TEXTS * rounds];
    long[] theirs = new long[TEXTS * rounds];
    int length = 0;
    for (int round = -2; round < rounds; round++) { // the first two warm up
      for (int i = 0; i < TEXTS; i++) {
        JsonNode request = Replica.request(texts.subList(i, i + 1), "float");
        long[] ids = Arrays.stream(tokenizer.encode(texts.get(i))).asLongStream().toArray();
        length = ids.length;
        boolean oursFirst = (round + i) % 2 == 0;
        long bareBefore = oursFirst ? 0 : bare(ids);
        long start = System.nanoTime();
        replica.embed(request, () -> false).join();
        long plugin = System.nanoTime() - start;
        long bareTime = oursFirst ? bare(ids) : bareBefore;
        if (round >= 0) {
          ours[round * TEXTS + i] = plugin;
          theirs[round * TEXTS + i] = bareTime;
        }
      }
    }
    Arrays.sort(ours);
    Arrays.sort(theirs);
    System.out.printf(
        "%3d tokens: median: plugin %.1f/s, bare %.1f/s, ratio %.3f; fastest tenth: ratio %.3f%n",
        length,
        1e9 / at(ours, 0.5),
        1e9 / at(theirs, 0.5),
        at(theirs, 0.5) / at(ours, 0.5),
        at(theirs, 0.1) / at(ours, 0.1));
  }

  private static double at(long[] sorted, double quantile) {
    return sorted[(int) (sorted.length * quantile)];
  }

  private long bare(long[] ids) throws OrtException {
    long start = System.nanoTime();
    run(ids);
    return System.nanoTime() - start;
  }

  private void run(long[] ids) throws OrtException {
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    try (OnnxTensor input = OnnxTensor.createTensor(environment, new long[][] {ids});
        OnnxTensor mask = OnnxTensor.createTensor(environment, new long[][] {ones});
        OnnxTensor types = OnnxTensor.createTensor(environment, new long[1][ids.length]);
        OrtSession.Result result =
            bare.run(Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
      FloatBuffer states = ((OnnxTensor) result.get(0)).getFloatBuffer();
      if (states.remaining() != ids.length * Model.DIMENSION) {
        throw new IllegalStateException("not the model's output");
      }
    }
  }

  private static List<String> texts(int words) {
    Random random = new Random(words);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      List<String> text = new ArrayList<>();
      for (int w = 0; w < words; w++) {
        text.add(WORDS[random.nextInt(WORDS.length)]);
      }
      texts.add(String.join(" ", text));
    }
    return texts;
  }

  private static long millis(long since) {
    return (System.nanoTime() - since) / 1_000_000;
  }

  private static String memory() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return "RSS is read on Linux only";
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .findFirst()
        .orElse("")
        .replaceAll("\\s+", " ");
  }
}

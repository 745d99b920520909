package io.kaicd.vectorstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.VectorUtil;

/**
 * Loads a collection, then measures queries through the plugin against bare Lucene on the same
 * index, and recall against brute force. Arguments: folder, points (100000), dimension (384), batch
 * (500), candidates (128), and {@code merged} to measure an index of one segment, on which a search
 * takes the least and what the plugin adds shows most.
 */
final class VectorBenchmark {
  private static final int LATENT = 48;
  private static final int QUERIES = 300;

  private final Path folder;
  private final int points;
  private final int dimension;
  private final int batch;
  private final int candidates;
  private final boolean merged;
  private final float[][] basis;

  private VectorBenchmark(
      Path folder, int points, int dimension, int batch, int candidates, boolean merged) {
    this.folder = folder;
    this.points = points;
    this.dimension = dimension;
    this.batch = batch;
    this.candidates = candidates;
    this.merged = merged;
    Random random = new Random(1);
    basis = new float[LATENT][dimension];
    for (float[] row : basis) {
      for (int i = 0; i < dimension; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
  }

  public static void main(String[] args) throws Exception {
    new VectorBenchmark(
            Path.of(args[0]),
            args.length > 1 ? Integer.parseInt(args[1]) : 100_000,
            args.length > 2 ? Integer.parseInt(args[2]) : 384,
            args.length > 3 ? Integer.parseInt(args[3]) : 500,
            args.length > 4 ? Integer.parseInt(args[4]) : 128,
            args.length > 5 && args[5].equals("merged"))
        .run();
  }

  /** Like sentence embeddings: of far fewer dimensions than they have numbers, and unit length. */
  private float[] vector(long seed) {
    Random random = new Random(seed * 7919 + 17);
    float[] vector = new float[dimension];
    for (float[] row : basis) {
      float weight = (float) random.nextGaussian();
      for (int i = 0; i < dimension; i++) {
        vector[i] += weight * row[i];
      }
    }
    for (int i = 0; i < dimension; i++) {
      vector[i] += (float) random.nextGaussian();
    }
    return VectorUtil.l2normalize(vector);
  }

  private static ArrayNode json(float[] vector) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(vector.length);
    for (float value : vector) {
      array.add((double) value);
    }
    return array;
  }

  private void run() throws Exception {
    Files.createDirectories(folder);
    say("%d points x %d, batches of %d, %d candidates", points, dimension, batch, candidates);
    Replica store = open();
    ObjectNode create =
        JsonNodeFactory.instance
            .objectNode()
            .put("collection", "bench")
            .put("dimension", dimension)
            .put("distance", "cosine");
    if (store.offered().isEmpty()) {
      join(store, "create_collection", create);
      load(store);
    }
    settle();
    if (merged) {
      store.close();
      merge();
      store = open();
    }
    memory("after load and merges");
    recall(store, "unfiltered", JsonNodeFactory.instance.objectNode(), i -> true);
    recall(store, "filter leaves 1 %", filter("hundredth"), i -> i % 100 == 7);
    recall(store, "filter leaves 20 %", filter("fifth"), i -> i % 5 == 2);
    queries(store);
    memory("after queries");
    long start = System.nanoTime();
    store.close();
    say("close: %.1f ms", (System.nanoTime() - start) / 1e6);
  }

  private Replica open() {
    return new Replica(folder, Disk.REAL, Replica.CONFIG.replace("64", String.valueOf(candidates)));
  }

  private void merge() throws IOException {
    long start = System.nanoTime();
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setCodec(
                new Lucene104Codec() {
                  @Override
                  public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                    return new LargeHnswFormat(() -> false);
                  }
                });
    try (FSDirectory directory = FSDirectory.open(index());
        IndexWriter writer = new IndexWriter(directory, config)) {
      writer.forceMerge(1);
    }
    say("merged in %.1f s: %s", (System.nanoTime() - start) / 1e9, segments());
  }

  private static JsonNode filter(String key) {
    int value = key.equals("fifth") ? 2 : 7;
    ObjectNode filter = JsonNodeFactory.instance.objectNode();
    ObjectNode condition = filter.putArray("must").addObject().put("key", key);
    condition.putObject("match").put("value", value);
    return filter;
  }

  private ObjectNode upsert(int from) {
    ObjectNode input = JsonNodeFactory.instance.objectNode().put("collection", "bench");
    ArrayNode list = input.putArray("points");
    for (int i = from; i < Math.min(points, from + batch); i++) {
      ObjectNode point = list.addObject().put("id", i);
      point.set("vector", json(vector(i)));
      point
          .putObject("payload")
          .put("text", "passage number " + i + " ".repeat(200))
          .put("hundredth", i % 100)
          .put("fifth", i % 5);
    }
    return input;
  }

  private void load(Replica store) throws Exception {
    AtomicInteger next = new AtomicInteger();
    List<Long> acks = new ArrayList<>();
    long start = System.nanoTime();
    inParallel(
        2,
        () -> {
          for (int from = next.getAndAdd(batch); from < points; from = next.getAndAdd(batch)) {
            ObjectNode input = upsert(from);
            long sent = System.nanoTime();
            join(store, "upsert", input);
            synchronized (acks) {
              acks.add(System.nanoTime() - sent);
            }
          }
          return null;
        });
    double seconds = (System.nanoTime() - start) / 1e9;
    say("load: %.1f s, %.0f points/s (with making the data)", seconds, points / seconds);
    percentiles("ack of a batch", acks);
    memory("after load");
  }

  /** Waits until the segments stay the same for 15 seconds. */
  private void settle() throws Exception {
    long start = System.nanoTime();
    String before = "";
    int same = 0;
    while (same < 75 && System.nanoTime() - start < 300e9) {
      String now = segments();
      same = now.equals(before) ? same + 1 : 0;
      before = now;
      Thread.sleep(200);
    }
    say("merges settled after %.1f s: %s", (System.nanoTime() - start) / 1e9 - 15, before);
  }

  private String segments() throws IOException {
    try (FSDirectory directory = FSDirectory.open(index());
        DirectoryReader reader = DirectoryReader.open(directory)) {
      return reader.leaves().size()
          + " segments of "
          + reader.leaves().stream().map(l -> l.reader().numDocs()).toList();
    }
  }

  private Path index() {
    return new CollectionFolder(folder, Disk.REAL).of("bench");
  }

  private void queries(Replica store) throws Exception {
    List<ObjectNode> inputs = new ArrayList<>();
    List<float[]> targets = new ArrayList<>();
    for (int i = 0; i < QUERIES; i++) {
      float[] target = vector(-1 - i);
      targets.add(target);
      ObjectNode input = JsonNodeFactory.instance.objectNode().put("collection", "bench");
      input.set("vector", json(target));
      inputs.add(input.put("limit", 10));
    }
    try (FSDirectory directory = FSDirectory.open(index());
        DirectoryReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      cpu(store, searcher, inputs, targets);
      for (int threads : new int[] {1, 2}) {
        for (int round = 0; round < 3; round++) {
          double bare = throughput(threads, "bare", i -> bare(searcher, targets.get(i)));
          double plugin = throughput(threads, "plugin", i -> join(store, "query", inputs.get(i)));
          say("  round %d, %d threads: plugin/bare %.3f", round, threads, plugin / bare);
        }
      }
    }
  }

  /** Turn by turn and in processor time, which holds on a machine that others use too. */
  private void cpu(
      Replica store, IndexSearcher searcher, List<ObjectNode> inputs, List<float[]> targets)
      throws IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (int round = 0; round < 3; round++) {
      long bare = 0;
      long plugin = 0;
      for (int i = 0; i < QUERIES; i++) {
        long start = threads.getCurrentThreadCpuTime();
        bare(searcher, targets.get(i));
        long middle = threads.getCurrentThreadCpuTime();
        join(store, "query", inputs.get(i));
        bare += middle - start;
        plugin += threads.getCurrentThreadCpuTime() - middle;
      }
      say(
          "processor time a query, round %d: bare %.3f ms, plugin %.3f ms, bare/plugin %.3f",
          round, bare / 1e6 / QUERIES, plugin / 1e6 / QUERIES, (double) bare / plugin);
    }
  }

  private interface One {
    Object run(int query) throws Exception;
  }

  private double throughput(int threads, String name, One one) throws Exception {
    List<Long> times = new ArrayList<>();
    long start = System.nanoTime();
    AtomicInteger next = new AtomicInteger();
    inParallel(
        threads,
        () -> {
          List<Long> mine = new ArrayList<>();
          for (int i = next.getAndIncrement(); i < 5 * QUERIES; i = next.getAndIncrement()) {
            long sent = System.nanoTime();
            one.run(i % QUERIES);
            mine.add(System.nanoTime() - sent);
          }
          synchronized (times) {
            times.addAll(mine);
          }
          return null;
        });
    double rate = 5 * QUERIES / ((System.nanoTime() - start) / 1e9);
    percentiles("%s, %d threads: %.0f/s".formatted(name, threads, rate), times);
    return rate;
  }

  /** What a program that uses Lucene itself would do: as many candidates, ids and payloads read. */
  private int bare(IndexSearcher searcher, float[] target) throws IOException {
    ScoreDoc[] found =
        searcher.search(
                new KnnFloatVectorQuery("vector", target, Nearest.inSight(candidates, searcher)),
                10)
            .scoreDocs;
    int bytes = 0;
    List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
    for (ScoreDoc hit : found) {
      LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(hit.doc, leaves));
      for (String field : List.of("id", "payload")) {
        BinaryDocValues values = leaf.reader().getBinaryDocValues(field);
        values.advanceExact(hit.doc - leaf.docBase);
        bytes += values.binaryValue().length;
      }
    }
    return bytes;
  }

  private void recall(Replica store, String name, JsonNode filter, IntPredicate kept)
      throws Exception {
    float[][] all = new float[points][];
    for (int i = 0; i < points; i++) {
      all[i] = kept.test(i) ? vector(i) : null;
    }
    int hits = 0;
    long nanos = 0;
    int queries = 100;
    for (int q = 0; q < queries; q++) {
      float[] target = vector(-1000 - q);
      ObjectNode input = JsonNodeFactory.instance.objectNode().put("collection", "bench");
      input.set("vector", json(target));
      input.set("filter", filter);
      long sent = System.nanoTime();
      JsonNode reply = join(store, "query", input);
      nanos += System.nanoTime() - sent;
      Set<Integer> truth = nearest(all, target);
      for (JsonNode point : reply.get("points")) {
        hits += truth.contains(point.get("id").asInt()) ? 1 : 0;
      }
    }
    say(
        "recall@10 %s: %.4f (%.2f ms a query)",
        name, hits / (10.0 * queries), nanos / 1e6 / queries);
  }

  private static Set<Integer> nearest(float[][] all, float[] target) {
    float[] scores = new float[all.length];
    for (int i = 0; i < all.length; i++) {
      scores[i] = all[i] == null ? -2 : VectorUtil.dotProduct(all[i], target);
    }
    float[] sorted = scores.clone();
    Arrays.sort(sorted);
    float tenth = sorted[sorted.length - 10];
    Set<Integer> best = new HashSet<>();
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] >= tenth) {
        best.add(i);
      }
    }
    return best;
  }

  private static JsonNode join(Replica store, String operation, JsonNode input) {
    return store.send(operation, input).toCompletableFuture().join();
  }

  private static void inParallel(int threads, Callable<Void> work) throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(pool.submit(work));
      }
      for (Future<Void> one : all) {
        one.get();
      }
    }
  }

  private static void percentiles(String name, List<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    say(
        "%s: p50 %.2f ms, p99 %.2f ms, max %.1f ms",
        name,
        sorted[sorted.length / 2] / 1e6,
        sorted[(int) (sorted.length * 0.99)] / 1e6,
        sorted[sorted.length - 1] / 1e6);
  }

  private static void memory(String when) throws IOException {
    System.gc();
    long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    Path status = Path.of("/proc/self/status");
    String rss =
        Files.exists(status)
            ? String.join(
                ", ",
                Files.readAllLines(status).stream()
                    .filter(line -> line.matches("(VmHWM|VmRSS|RssAnon|RssFile):.*"))
                    .map(line -> line.replaceAll("\\s+", " "))
                    .toList())
            : "";
    say("memory %s: heap %d MiB, %s", when, heap >> 20, rss);
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation is in a library of its own
  private static void say(String format, Object... args) {
    System.out.println(String.format(Locale.ROOT, format, args));
  }
}

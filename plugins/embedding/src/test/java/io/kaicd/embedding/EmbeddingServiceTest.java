package io.kaicd.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddingServiceTest {
  private static final List<String> TEXTS =
      List.of(
          "How do refunds work?",
          "Money is given back within thirty days.",
          "x",
          "Crème brûlée 東京 한국어 😀 [MASK]",
          "The engine has six cylinders and was built in 1998. ".repeat(6),
          "word ".repeat(600));

  @TempDir Path folder;

  @Test
  void vectorsEqualTheReferencePipelines() throws Exception {
    try (Reference reference = new Reference();
        Replica replica = new Replica(folder, 2)) {
      List<float[]> vectors = replica.vectors(TEXTS);
      for (int i = 0; i < TEXTS.size(); i++) {
        double[] expected = reference.embed(TEXTS.get(i))[0];
        assertThat(Reference.dot(expected, vectors.get(i)))
            .as(TEXTS.get(i))
            .isCloseTo(1, within(1e-4));
      }
    }
  }

  @Test
  void neighboursDoNotMoveAVector() throws Exception {
    try (Reference reference = new Reference();
        Replica replica = new Replica(folder, 2)) {
      List<float[]> together = replica.vectors(TEXTS);
      for (int i = 0; i < TEXTS.size(); i++) {
        assertThat(replica.vectors(List.of(TEXTS.get(i))).getFirst()).isEqualTo(together.get(i));
      }
      // Why texts do not run together: the same model moves them when they do.
      double[][] batch = reference.embed(TEXTS.toArray(String[]::new));
      assertThat(Reference.dot(batch[0], together.getFirst())).isLessThan(0.9999);
    }
  }

  @Test
  void threadsDoNotMoveAVector() {
    try (Replica one = new Replica(folder, 1);
        Replica two = new Replica(folder, 2)) {
      List<float[]> expected = one.vectors(TEXTS);
      List<float[]> actual = two.vectors(TEXTS);
      for (int i = 0; i < TEXTS.size(); i++) {
        assertThat(actual.get(i)).containsExactly(expected.get(i), within(1e-5f));
      }
    }
  }

  @Test
  void numbersAndBase64AreTheSameVectorInInputOrder() {
    try (Replica replica = new Replica(folder, 2)) {
      JsonNode data =
          replica.embed(Replica.request(TEXTS, "float"), () -> false).join().path("data");
      List<float[]> vectors = replica.vectors(TEXTS);
      assertThat(data).hasSize(TEXTS.size());
      for (int i = 0; i < TEXTS.size(); i++) {
        assertThat(data.get(i).path("index").asInt()).isEqualTo(i);
        float[] numbers = new float[Model.DIMENSION];
        for (int k = 0; k < numbers.length; k++) {
          numbers[k] = data.get(i).path("embedding").get(k).floatValue();
        }
        assertThat(vectors.get(i)).isEqualTo(numbers);
      }
    }
  }

  @Test
  void callsAtOnceGetTheirOwnVectors() {
    try (Replica replica = new Replica(folder, 1);
        ExecutorService callers = Executors.newFixedThreadPool(8)) {
      // Given: nothing is loaded yet, so that the callers race to load too.
      List<CompletableFuture<List<float[]>>> calls =
          Stream.generate(
                  () -> CompletableFuture.supplyAsync(() -> replica.vectors(TEXTS), callers))
              .limit(16)
              .toList();
      List<float[]> expected = replica.vectors(TEXTS);
      for (CompletableFuture<List<float[]>> call : calls) {
        List<float[]> actual = call.join();
        for (int i = 0; i < TEXTS.size(); i++) {
          assertThat(actual.get(i)).isEqualTo(expected.get(i));
        }
      }
    }
  }

  @Test
  void startsWithoutTheModel() throws IOException {
    try (Replica replica = new Replica(folder, 2)) {
      assertThat(folder).isEmptyDirectory();
      assertThat(replica.service.health().toCompletableFuture().join().ready()).isTrue();
      replica.vectors(List.of("a"));
      assertThat(folder).isDirectoryContaining(file -> file.toString().endsWith(".onnx"));
    }
  }

  @Test
  void aLeaversTextsAreNotComputed() {
    AtomicInteger asked = new AtomicInteger();
    try (Replica replica = new Replica(folder, 2)) {
      CompletableFuture<JsonNode> call =
          replica.embed(
              Replica.request(List.of("one", "two", "three"), "float"),
              () -> asked.incrementAndGet() > 2);
      assertThatThrownBy(call::join).hasRootCauseInstanceOf(RejectedException.class);
      assertThat(asked).hasValue(3);
    }
  }

  @Test
  void closesUnderRunningCalls() throws Exception {
    Replica replica = new Replica(folder, 1);
    replica.vectors(List.of("loaded"));
    CountDownLatch running = new CountDownLatch(4);
    List<CompletableFuture<JsonNode>> calls = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        AtomicInteger asked = new AtomicInteger();
        JsonNode many = Replica.request(Collections.nCopies(2_000, "a word"), "float");
        calls.add(
            CompletableFuture.supplyAsync(
                () ->
                    replica
                        .embed(
                            many,
                            () -> {
                              if (asked.incrementAndGet() == 5) {
                                running.countDown();
                              }
                              return false;
                            })
                        .join(),
                callers));
      }
      assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
      replica.close();
    }
    for (CompletableFuture<JsonNode> call : calls) {
      assertThatThrownBy(call::join)
          .hasRootCauseInstanceOf(RejectedException.class)
          .hasStackTraceContaining("service.draining");
    }
  }

  @Test
  void mendsADamagedModelFile() throws IOException {
    Path file = Unpacked.in(folder, Model.onnx());
    byte[] whole = Files.readAllBytes(file);
    byte[] damaged = whole.clone();
    damaged[damaged.length / 2] ^= 1;
    Files.write(file, damaged);
    assertThat(Unpacked.in(folder, Model.onnx())).isEqualTo(file).hasBinaryContent(whole);
    Files.write(file, Arrays.copyOf(whole, 1_000));
    assertThat(Unpacked.in(folder, Model.onnx())).isEqualTo(file).hasBinaryContent(whole);
    assertThat(folder).isDirectoryNotContaining(each -> each.toString().endsWith(".new"));
  }

  @Test
  void aFolderThatCannotBeWrittenIsRefusedAndSaidByHealth() throws IOException {
    Path file = Files.createFile(folder.resolve("no-folder"));
    try (Replica replica = new Replica(file, 1)) {
      assertThatThrownBy(() -> replica.vectors(List.of("a")))
          .hasRootCauseInstanceOf(RejectedException.class)
          .hasStackTraceContaining("storage.unavailable");
      assertThat(replica.service.health().toCompletableFuture().join().ready()).isFalse();
    }
  }

  @Test
  void whatMeansTheSameIsNearer() throws Exception {
    try (Replica replica = new Replica(folder, 1)) {
      List<float[]> vectors =
          replica.vectors(
              List.of(
                  "How do I get my money back?",
                  "Refunds are paid within thirty days.",
                  "The engine has six cylinders."));
      assertThat(dot(vectors.get(0), vectors.get(1)))
          .isGreaterThan(dot(vectors.get(0), vectors.get(2)) + 0.2);
    }
  }

  private static double dot(float[] a, float[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
    }
    return dot;
  }
}

package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 in a storm of definition installs and vector upserts. What was acknowledged is there
 * afterwards, once. {@code -Dkai.storm.rounds=20} runs the whole proof.
 */
class KillStormIT {
  private static final int ROUNDS = Integer.getInteger("kai.storm.rounds", 3);
  private static final Duration READY_AGAIN =
      Duration.ofSeconds(Integer.getInteger("kai.storm.ready", 15));
  private static final int DIMENSION = 8;

  private final Set<String> installed = ConcurrentHashMap.newKeySet();
  private final Set<String> upserted = ConcurrentHashMap.newKeySet();
  private final AtomicInteger number = new AtomicInteger();

  @Test
  void nothingAcknowledgedIsMissingAndNothingIsDoubled(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("data");
    List<Duration> readyAgain = new ArrayList<>();
    Random random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      NodeProcess node = NodeProcess.start(data);
      try {
        if (round > 0) {
          readyAgain.add(node.readyAfter());
        }
        awaitReady(node.api());
        if (round == 0) {
          assertThat(
                  node.api()
                      .call(
                          "vector_database",
                          "create_collection",
                          "{\"collection\":\"storm\",\"dimension\":8,\"distance\":\"dot\"}")
                      .status())
              .isEqualTo(200);
        }
        storm(node, 20 + random.nextInt(60));
      } finally {
        node.kill();
      }
    }
    try (NodeProcess node = NodeProcess.start(data)) {
      readyAgain.add(node.readyAfter());
      awaitReady(node.api());
      proveDefinitions(node.api());
      provePoints(node.api());
    }
    System.out.printf(
        "storm: %d rounds, %d installs and %d points acknowledged, ready again after %s%n",
        ROUNDS, installed.size(), upserted.size(), readyAgain);
    assertThat(readyAgain).allSatisfy(d -> assertThat(d).isLessThan(READY_AGAIN));
  }

  private static void awaitReady(Api api) {
    org.awaitility.Awaitility.await("vector store")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                api.get("/api/v1/services/vector-store")
                    .body()
                    .at("/status/phase")
                    .asText()
                    .equals("ready"));
  }

  /** Four writers until some writes were acknowledged; the caller then kills in their midst. */
  private void storm(NodeProcess node, int writes) throws InterruptedException {
    CountDownLatch acknowledged = new CountDownLatch(writes);
    ExecutorService writers = Executors.newFixedThreadPool(4);
    try {
      for (int writer = 0; writer < 4; writer++) {
        boolean installs = writer == 0;
        writers.execute(
            () -> {
              try {
                while (!Thread.currentThread().isInterrupted()) {
                  if (installs) {
                    install(node.api());
                  } else {
                    upsert(node.api());
                  }
                  acknowledged.countDown();
                }
              } catch (IOException | InterruptedException e) {
                // killed in its midst: this write was not acknowledged
              }
            });
      }
      assertThat(acknowledged.await(60, TimeUnit.SECONDS)).isTrue();
      node.kill();
    } finally {
      writers.shutdownNow();
      assertThat(writers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void install(Api api) throws IOException, InterruptedException {
    String version = "1.0." + number.incrementAndGet();
    String document =
        """
        {"id":"storm","version":"%s","host":"^1.0.0","title":"Storm","category":"test",
         "implementation":{"plugin":"analytics","version":"*"},
         "capabilities":[{"id":"analytics","version":"1.0.0"}]}"""
            .formatted(version);
    Api.Answer answer = api.put("/api/v1/definitions/storm/" + version, document);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    installed.add(version);
  }

  private void upsert(Api api) throws IOException, InterruptedException {
    int n = number.incrementAndGet();
    StringBuilder vector = new StringBuilder();
    for (int i = 0; i < DIMENSION; i++) {
      vector.append(i == 0 ? "" : ",").append((n >> i & 1) + 0.5);
    }
    Api.Answer answer =
        api.call(
            "vector_database",
            "upsert",
            "{\"collection\":\"storm\",\"points\":[{\"id\":\"p%d\",\"vector\":[%s]}]}"
                .formatted(n, vector));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    upserted.add("p" + n);
  }

  private void proveDefinitions(Api api) throws Exception {
    JsonNode versions = api.get("/api/v1/definitions/storm").body();
    Set<String> found = ConcurrentHashMap.newKeySet();
    versions.findValuesAsText("version").forEach(found::add);
    assertThat(found).containsAll(installed);
  }

  private void provePoints(Api api) throws Exception {
    JsonNode collections =
        api.call("vector_database", "list_collections", "{}").body().path("collections");
    long counted = collections.path(0).path("points").asLong();
    // A write under way when the node was killed may stand or not; at most one a writer and round.
    assertThat(counted).isBetween((long) upserted.size(), upserted.size() + 3L * ROUNDS);
    for (List<String> ids : partition(new ArrayList<>(upserted))) {
      String list = Json.text(ids);
      Api.Answer deleted =
          api.call("vector_database", "delete", "{\"collection\":\"storm\",\"ids\":" + list + "}");
      assertThat(deleted.body().path("deleted").asInt()).isEqualTo(ids.size());
    }
  }

  private static List<List<String>> partition(List<String> all) {
    List<List<String>> parts = new ArrayList<>();
    for (int i = 0; i < all.size(); i += 1000) {
      parts.add(all.subList(i, Math.min(all.size(), i + 1000)));
    }
    return parts;
  }
}

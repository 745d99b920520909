package io.kaicd.vectorstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrencyTest {
  @TempDir Path folder;
  private final SyncCounter disk = new SyncCounter();
  private Replica store;

  @BeforeEach
  void open() {
    store = new Replica(folder, disk);
    store.call(
        "create_collection", "{\"collection\":\"c\",\"dimension\":2,\"distance\":\"cosine\"}");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private CompletableFuture<JsonNode> upsert(int id) {
    return store
        .send(
            "upsert",
            "{\"collection\":\"c\",\"points\":[{\"id\":%d,\"vector\":[1,%d]}]}"
                .formatted(id, id % 7))
        .toCompletableFuture();
  }

  private int points() {
    return store.call("list_collections", "{}").at("/collections/0/points").asInt();
  }

  @Test
  void manyUpsertsShareACommit() {
    // Given
    int before = disk.commits();
    // When
    CompletableFuture.allOf(
            IntStream.range(0, 1000).mapToObj(this::upsert).toArray(CompletableFuture<?>[]::new))
        .join();
    // Then
    assertThat(points()).isEqualTo(1000);
    assertThat(disk.commits() - before).isLessThan(500);
  }

  @Test
  void aWriteIsSeenOnceItIsAcknowledged() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int base = thread * 1000;
        all.add(
            threads.submit(
                () -> {
                  for (int i = base; i < base + 8; i++) {
                    // When
                    upsert(i).join();
                    // Then
                    JsonNode found =
                        store.call(
                            "query",
                            "{\"collection\":\"c\",\"vector\":[1,%d],\"limit\":1000}"
                                .formatted(i % 7));
                    assertThat(found.get("points").findValuesAsText("id"))
                        .contains(String.valueOf(i));
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(points()).isEqualTo(32);
  }

  @Test
  void deletesOfTheSamePointsAtOnceCountEachPointOnce() {
    // Given
    CompletableFuture.allOf(
            IntStream.range(0, 50).mapToObj(this::upsert).toArray(CompletableFuture<?>[]::new))
        .join();
    // When
    List<CompletableFuture<JsonNode>> all =
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    store
                        .send(
                            "delete", "{\"collection\":\"c\",\"ids\":[%d,%d]}".formatted(i, i + 1))
                        .toCompletableFuture())
            .toList();
    // Then
    int deleted = all.stream().mapToInt(f -> f.join().get("deleted").asInt()).sum();
    assertThat(deleted).isEqualTo(41);
    assertThat(points()).isEqualTo(9);
  }

  @Test
  void writesOfOneCallerStayInOrder() {
    // When
    CompletableFuture<JsonNode> first = upsert(1);
    CompletableFuture<JsonNode> gone =
        store.send("delete", "{\"collection\":\"c\",\"ids\":[1]}").toCompletableFuture();
    CompletableFuture<JsonNode> again = upsert(1);
    // Then
    CompletableFuture.allOf(first, gone, again).join();
    assertThat(gone.join().get("deleted").asInt()).isEqualTo(1);
    assertThat(points()).isEqualTo(1);
  }

  @Test
  void closingAnswersWhatWaitsAndRefusesTheRest() {
    // Given
    AtomicInteger acknowledged = new AtomicInteger();
    List<CompletableFuture<Void>> all =
        IntStream.range(0, 200)
            .mapToObj(i -> upsert(i).thenAccept(reply -> acknowledged.incrementAndGet()))
            .toList();
    // When
    store.close();
    // Then
    assertThat(all).allMatch(CompletableFuture::isDone);
    assertThat(upsertAfterClose()).isTrue();
    store = new Replica(folder, disk);
    assertThat(points()).isEqualTo(acknowledged.get()).isEqualTo(200);
  }

  private boolean upsertAfterClose() {
    return upsert(999).isCompletedExceptionally();
  }

  @Test
  void reconfigureTakesEffectWithCallsInFlight() {
    // Given
    CompletableFuture<?> inFlight = upsert(1);
    // When
    store
        .service()
        .reconfigure(Json.parse(Replica.CONFIG.replace("PT0S", "PT0.2S")))
        .toCompletableFuture()
        .join();
    inFlight.join();
    int before = disk.commits();
    CompletableFuture<?> a = upsert(2);
    CompletableFuture<?> b = upsert(3);
    CompletableFuture.allOf(a, b).join();
    // Then
    assertThat(disk.commits() - before).isEqualTo(1);
    assertThat(points()).isEqualTo(3);
  }
}

package io.kaicd.vectorstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.error.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenDiskTest {
  private static final String QUERY = "{\"collection\":\"c\",\"vector\":[1,0],\"limit\":1000}";

  @TempDir Path folder;
  private final BrokenDisk disk = new BrokenDisk();
  private Replica store;

  @BeforeEach
  void open() {
    store = new Replica(folder, disk);
    store.call(
        "create_collection", "{\"collection\":\"c\",\"dimension\":2,\"distance\":\"cosine\"}");
    store.call("upsert", points(1, 3));
  }

  @AfterEach
  void close() {
    disk.heals();
    store.close();
  }

  private static String points(int from, int to) {
    StringBuilder points = new StringBuilder();
    for (int i = from; i < to; i++) {
      points.append(points.isEmpty() ? "" : ",");
      points.append("{\"id\":").append(i).append(",\"vector\":[1,").append(i).append("]}");
    }
    return "{\"collection\":\"c\",\"points\":[" + points + "]}";
  }

  private List<Integer> ids() {
    return store
        .call("query", QUERY)
        .get("points")
        .valueStream()
        .map(p -> p.get("id").asInt())
        .sorted()
        .toList();
  }

  private boolean ready() {
    return store.service().health().toCompletableFuture().join().ready();
  }

  private void thenItRecovers() {
    disk.heals();
    store.call("upsert", points(3, 4));
    assertThat(ids()).containsExactly(1, 2, 3);
    assertThat(ready()).isTrue();
    store.close();
    store = new Replica(folder, disk);
    assertThat(ids()).containsExactly(1, 2, 3);
  }

  @Test
  void aFullDiskRefusesWritesAndAnswersReads() {
    // When
    disk.failsWith(BrokenDisk.FULL);
    // Then
    assertThat(store.refusal("upsert", points(3, 9)).code()).isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(store.refusal("upsert", points(3, 9)).code()).isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(
            store
                .refusal(
                    "create_collection",
                    "{\"collection\":\"d\",\"dimension\":2,\"distance\":\"dot\"}")
                .code())
        .isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(store.offered()).containsExactly("c");
    assertThat(ids()).containsExactly(1, 2);
    assertThat(ready()).isFalse();
    thenItRecovers();
  }

  @Test
  void aReadOnlyDiskIsToldFromAFullOne() {
    // When
    disk.failsWith(BrokenDisk.READ_ONLY);
    // Then
    var refusal = store.refusal("upsert", points(3, 9));
    assertThat(refusal.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
    assertThat(refusal.message()).contains("read-only");
    assertThat(ids()).containsExactly(1, 2);
    thenItRecovers();
  }

  @Test
  void whatCouldNotBeSyncedIsNotThere() {
    // When
    disk.failsToSync(BrokenDisk.FULL);
    // Then
    assertThat(store.refusal("upsert", points(3, 9)).code()).isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(store.refusal("delete", "{\"collection\":\"c\",\"ids\":[1]}").code())
        .isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(ids()).containsExactly(1, 2);
    thenItRecovers();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 100, 1000, 2000, 3000, 5000})
  void aDiskThatFillsUpInTheMiddleLeavesNoHalf(long bytes) {
    // When
    disk.takesOnly(bytes);
    // Then
    assertThat(store.refusal("upsert", points(1, 900)).code()).isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(ids()).containsExactly(1, 2);
    thenItRecovers();
  }

  @Test
  void anUpsertIsRefusedBeforeTheLastBytesAreTakenAndADeleteIsNot() {
    // Given
    store.close();
    store =
        new Replica(folder, disk, Replica.CONFIG.replace("\"minFreeMiB\":0", "\"minFreeMiB\":10"));
    // When
    disk.reports((10L << 20) - 1);
    // Then
    assertThat(store.refusal("upsert", points(3, 9)).code()).isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(store.call("delete", "{\"collection\":\"c\",\"ids\":[1]}").get("deleted").asInt())
        .isEqualTo(1);
    assertThat(ids()).containsExactly(2);
    // When
    disk.reports(10L << 20);
    // Then
    store.call("upsert", points(3, 4));
    assertThat(ids()).containsExactly(2, 3);
  }

  @Test
  void writesThatShareAFailedCommitAllFail() {
    // Given
    disk.failsToSync(BrokenDisk.FULL);
    // When
    List<CompletableFuture<Boolean>> all =
        java.util.stream.IntStream.range(10, 60)
            .mapToObj(
                i ->
                    store
                        .send("upsert", points(i, i + 1))
                        .toCompletableFuture()
                        .handle((reply, failure) -> failure != null))
            .toList();
    // Then
    assertThat(all).allMatch(CompletableFuture::join);
    assertThat(ids()).containsExactly(1, 2);
    thenItRecovers();
  }
}

package io.kaicd.vectorstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsolidationTest {
  private static final int BATCHES = 3;
  private static final int BATCH = LargeHnswFormat.FEWEST_WITH_A_GRAPH;
  private static final String QUERY = "{\"collection\":\"c\",\"vector\":[3,4],\"limit\":5}";
  private static final String LAST =
      "{\"collection\":\"c\",\"points\":[{\"id\":\"last\",\"vector\":[-1,-1]}]}";

  @TempDir Path folder;

  @Test
  void graphsBecomeOneWhenNothingIsWrittenAnyMore() throws Exception {
    // Given
    try (Replica store = new Replica(folder, new SyncCounter())) {
      fill(store);
      assertThat(segments()).hasSize(BATCHES);
    }
    SyncCounter disk = new SyncCounter();
    try (Replica store = new Replica(folder, disk, Replica.CONFIG, Duration.ofMillis(1))) {
      JsonNode before = store.call("query", QUERY);
      // When
      store.call("upsert", LAST);
      // Then
      while (segments().size() > 1) {
        assertThat(disk.committed.tryAcquire(180, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(segments()).containsExactly(BATCHES * BATCH + 1);
      assertThat(store.call("query", QUERY)).isEqualTo(before);
    }
  }

  @Test
  void nothingIsMergedWhenTheDiskHasNoRoomForACopy() throws Exception {
    // Given
    BrokenDisk disk = new BrokenDisk();
    try (Replica store = new Replica(folder, disk, Replica.CONFIG, Duration.ofDays(1))) {
      fill(store);
    }
    CommittedIndex index =
        new CommittedIndex(
            "c", new CollectionFolder(folder, disk).of("c"), disk, () -> 0, () -> {});
    disk.reports(1_000);
    // When
    index.consolidate();
    index.close();
    // Then
    assertThat(segments()).hasSize(BATCHES);
  }

  private static void fill(Replica store) {
    store.call(
        "create_collection", "{\"collection\":\"c\",\"dimension\":2,\"distance\":\"euclid\"}");
    for (int batch = 0; batch < BATCHES; batch++) {
      ObjectNode input = JsonNodeFactory.instance.objectNode().put("collection", "c");
      ArrayNode points = input.putArray("points");
      for (int i = 0; i < BATCH; i++) {
        points.addObject().put("id", batch * BATCH + i).putArray("vector").add(i).add(batch);
      }
      store.send("upsert", input).toCompletableFuture().join();
    }
  }

  private List<Integer> segments() throws IOException {
    try (FSDirectory directory = FSDirectory.open(new CollectionFolder(folder, Disk.REAL).of("c"));
        DirectoryReader reader = DirectoryReader.open(directory)) {
      return reader.leaves().stream().map(leaf -> leaf.reader().numDocs()).toList();
    }
  }
}

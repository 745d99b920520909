package io.kaicd.vectorstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process in a storm of upserts; {@code -Dkai.kill.rounds=20} for more of it. */
class KillTest {
  private static final int ROUNDS = Integer.getInteger("kai.kill.rounds", 3);
  private static final int ACKNOWLEDGED = 100;

  @TempDir Path folder;

  @Test
  void nothingAcknowledgedIsMissingAndNothingIsDoubled() throws Exception {
    Set<Long> acknowledged = new TreeSet<>();
    long first = 1;
    for (int round = 1; round <= ROUNDS; round++) {
      // When
      first = storm(round, first, acknowledged) + 2;
      // Then
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(round * ACKNOWLEDGED);
      List<Long> stored = stored();
      assertThat(stored).doesNotHaveDuplicates().contains(0L);
      Set<Long> there = Set.copyOf(stored);
      assertThat(there).containsAll(acknowledged);
      assertThat(there)
          .as("a batch is there whole or not at all")
          .filteredOn(id -> id != 0)
          .allMatch(id -> there.contains(id % 2 == 1 ? id + 1 : id - 1));
    }
  }

  /** Kills the process at an arbitrary moment after enough was acknowledged. */
  private long storm(int round, long first, Set<Long> acknowledged) throws Exception {
    Process process = start(round, first);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("ready");
      long last = first;
      int count = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = Math.max(last, Long.parseLong(line));
        acknowledged.add(Long.parseLong(line));
        if (++count == ACKNOWLEDGED + 7 * round) {
          process.toHandle().destroyForcibly(); // leaves its last lines to be read
        }
      }
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      return last + 1000;
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start(int round, long first) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            StormProcess.class.getName(),
            folder.toString(),
            String.valueOf(round),
            String.valueOf(first))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** The ids in the index itself, each as often as it is there. */
  private List<Long> stored() throws IOException {
    try (Replica store = new Replica(folder)) {
      int counted = store.call("list_collections", "{}").at("/collections/0/points").asInt();
      List<Long> ids = new java.util.ArrayList<>();
      try (FSDirectory directory =
              FSDirectory.open(new CollectionFolder(folder, Disk.REAL).of("c"));
          DirectoryReader reader = DirectoryReader.open(directory)) {
        for (LeafReaderContext leaf : reader.leaves()) {
          BinaryDocValues values = leaf.reader().getBinaryDocValues(PointFields.ID);
          var live = leaf.reader().getLiveDocs();
          for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
            if (values.advanceExact(doc) && (live == null || live.get(doc))) {
              ids.add(PointId.json(values.binaryValue()).asLong());
            }
          }
        }
      }
      assertThat(ids).hasSize(counted);
      return ids;
    }
  }
}

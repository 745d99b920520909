package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.core.TerminalFailureException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power fails in a storm of writes: the node is killed and its disk goes on as what had been
 * written to it by then, without what was only in memory. What was acknowledged is there
 * afterwards, once, and opens. {@code -Dkai.power.rounds=20} runs the whole proof. Needs to mount a
 * file system in a file, as root may.
 */
class PowerCutIT {
  private static final int ROUNDS = Integer.getInteger("kai.power.rounds", 2);
  private static final int PLANTED = 3;
  private static final int MEBIBYTES = 512;

  @TempDir private Path scratch;
  private final Random random = new Random(3);
  private final Ledger ledger = new Ledger();
  private final Storm storm =
      new Storm(
          ledger,
          List.of(
              new ConfigurationLoad(ledger), new VaultLoad(ledger), new DefinitionLoad(ledger)));

  @BeforeEach
  void mountable() throws Exception {
    assumeTrue(SmallDisk.possible(scratch), "a file system can be mounted here");
  }

  /** A round on a disk; the disk as it is after the power failed. */
  private SmallDisk failed(SmallDisk disk, List<String> flags) throws Exception {
    NodeProcess node = NodeProcess.start(flags, data(disk));
    try {
      storm.on(node, 60 + random.nextInt(120), node::kill);
      return disk.powerCut(scratch);
    } finally {
      node.kill();
    }
  }

  /** Its output stays outside, where it is not lost. */
  private Path data(SmallDisk disk) throws IOException {
    Path there = disk.folder().resolve("data");
    Files.createDirectories(there);
    Path data = scratch.resolve("data");
    Files.deleteIfExists(data);
    return Files.createSymbolicLink(data, there);
  }

  @Test
  void what_was_acknowledged_outlives_the_power() throws Exception {
    List<String> readyAgain = new ArrayList<>();
    SmallDisk disk = SmallDisk.mount(scratch, MEBIBYTES);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        disk = failed(disk, Storm.FLAGS);
      }
      Path data = data(disk);
      try (NodeProcess node = NodeProcess.start(Storm.FLAGS, data)) {
        readyAgain.add(node.readyAfter().toString());
        storm.proveAndStop(node, data);
      }
      System.out.printf(
          "power cut: %d rounds, acknowledged %s; ready after %s%n", ROUNDS, storm, readyAgain);

      // Planted: a wrapped key that had not reached the disk.
      Files.delete(aKey(data));
      try (NodeProcess node = NodeProcess.start(Storm.FLAGS, data)) {
        assertThat(failure(() -> storm.prove(node))).contains("secrets that do not open");
      }
    } finally {
      disk.close();
    }
  }

  private static Path aKey(Path data) throws IOException {
    try (Stream<Path> keys = Files.list(data.resolve("vault/keys"))) {
      return keys.sorted().findFirst().orElseThrow();
    }
  }

  /** Planted: acknowledged before it is on the disk. */
  @Test
  void a_journal_that_is_not_synced_is_caught() throws Exception {
    List<String> unsynced = new ArrayList<>(Storm.FLAGS);
    unsynced.add("-Dpekko.persistence.journal.leveldb.fsync=off");
    List<String> caught = new ArrayList<>();
    SmallDisk disk = SmallDisk.mount(scratch, MEBIBYTES);
    try {
      for (int round = 0; round < PLANTED && caught.isEmpty(); round++) {
        disk = failed(disk, unsynced);
        Path data = data(disk);
        caught.addAll(
            failure(
                    () -> {
                      try (NodeProcess node = NodeProcess.start(unsynced, data)) {
                        storm.proveAndStop(node, data);
                      }
                    })
                .lines()
                .limit(3)
                .toList());
      }
    } finally {
      disk.close();
    }
    System.out.println("power cut, fsync off: " + caught);
    assertThat(String.join(" ", caught)).containsAnyOf("acknowledged", "the node ended");
    if (caught.toString().contains("the node ended")) {
      assertThat(Files.readString(scratch.resolve("data.out")))
          .containsPattern(
              "stream '[a-z]+' is broken at record \\d+: missing; the anchor knows of");
    }
  }

  /** What the proof says when it fails; nothing when it holds. */
  private static String failure(Storm.End proof) throws Exception {
    try {
      proof.come();
      return "";
    } catch (AssertionError | TerminalFailureException e) {
      return e.getMessage() == null ? e.toString() : e.getMessage();
    }
  }
}

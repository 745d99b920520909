package io.kaicd.actors.registry;

import static io.kaicd.actors.registry.Samples.definition;
import static io.kaicd.actors.registry.Samples.install;
import static io.kaicd.actors.registry.Samples.put;
import static io.kaicd.actors.registry.Samples.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.verify.JournalCopy;
import io.kaicd.actors.journal.verify.LevelDbRecords;
import io.kaicd.actors.journal.verify.RecordSource;
import io.kaicd.actors.journal.verify.Verifier;
import io.kaicd.contract.registry.RegistryWrite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages copies of a real journal at random. Each must end as the right state, or as a refusal
 * that names what does not hold, both when it is verified and when a registry starts on it. {@code
 * -Dkai.proof.trials=1000} runs the whole proof, {@code -Dkai.proof.seed=N} another one.
 */
@SuppressWarnings("NullAway.Init")
class JournalProofTest {
  private static final int TRIALS = Integer.getInteger("kai.proof.trials", 30);
  private static final long SEED = Long.getLong("kai.proof.seed", 20261123L);
  private static final int RECORDS = 1_300;

  @TempDir static Path folder;
  private static Path data;
  private static byte[] right;
  private static Head head;

  @BeforeAll
  static void aJournal() throws IOException {
    data = folder.resolve("data");
    Files.createDirectories(data);
    try (EmbeddedRegistry registry = new EmbeddedRegistry(data)) {
      registry.written(install(definition("1.0.0")));
      registry.written(put("gpu", service("chat")));
      change(registry, RECORDS / 2);
    }
    try (EmbeddedRegistry registry = new EmbeddedRegistry(data)) { // its open makes a table file
      change(registry, RECORDS / 2);
      right = registry.state();
    }
    head = verified(data);
    assertThat(head.seq()).isEqualTo(RECORDS + 2L);
  }

  private static void change(EmbeddedRegistry registry, int records) {
    for (int i = 0; i < records; i += 2) {
      registry.written(new RegistryWrite.QuarantineService("gpu", "why " + i));
      registry.written(new RegistryWrite.ReleaseService("gpu"));
    }
  }

  /** As {@code kai journal verify} does it. */
  private static Head verified(Path journal) throws IOException {
    Verifier verifier = new Verifier(List.of(RegistryStream.STREAM));
    try (JournalCopy copy = JournalCopy.of(journal)) {
      Optional<String> damage = copy.damage();
      if (damage.isPresent()) {
        throw new BrokenJournal(damage.get());
      }
      try (RecordSource records = copy.records()) {
        return verifier.verify(records, copy.anchors(), copy.snapshots()).getFirst().head();
      }
    }
  }

  private interface Reading {
    boolean right(Path journal) throws IOException;
  }

  /** How it ends: {@code right}, {@code refused}, or {@code WRONG}. */
  private static String end(Path journal, Reading reading) throws IOException {
    try {
      return reading.right(journal) ? "right" : "WRONG";
    } catch (BrokenJournal e) {
      return e.getMessage() == null ? "WRONG" : "refused";
    } catch (IOException e) { // LevelDB does not open it, and says why
      return "refused";
    }
  }

  /** As a node does it. */
  private static boolean starts(Path journal) throws IOException {
    JournalCopy.checkBeforeStart(journal);
    try (EmbeddedRegistry registry = new EmbeddedRegistry(journal)) {
      return Arrays.equals(registry.state(), right);
    }
  }

  /** The planted fault: events are read and applied, and nothing is checked. */
  private static boolean unchecked(Path journal) throws IOException {
    RegistryState[] state = {RegistryState.EMPTY};
    try (LevelDbRecords records = new LevelDbRecords(journal.resolve("journal"))) {
      records.each(
          "registry",
          record ->
              state[0] =
                  state[0].apply(
                      RegistryStream.STREAM.events().decode(record.manifest(), record.body())));
    }
    return Arrays.equals(RegistryStream.STREAM.states().encode(state[0]), right);
  }

  @Test
  void damage_ends_as_the_right_state_or_as_a_refusal() throws IOException {
    Random random = new Random(SEED);
    var ends = new TreeMap<String, Integer>();
    for (int trial = 0; trial < TRIALS; trial++) {
      Path one = folder.resolve("trial-" + trial);
      Damage.copy(data, one);
      String damage = Damage.to(one, random);

      String verified = end(one, journal -> Arrays.equals(verified(journal).hash(), head.hash()));
      String started = end(one, JournalProofTest::starts);

      assertThat(List.of(verified, started))
          .as("seed %d, trial %d: %s", SEED, trial, damage)
          .doesNotContain("WRONG");
      ends.merge("verify " + verified + ", start " + started, 1, Integer::sum);
    }
    System.out.println("journal proof, " + TRIALS + " trials: " + ends);
  }

  @Test
  void a_reader_that_checks_nothing_is_caught() throws IOException {
    Random random = new Random(SEED);
    int wrong = 0;
    for (int trial = 0; trial < 30; trial++) {
      Path one = folder.resolve("unchecked-" + trial);
      Damage.copy(data, one);
      Damage.to(one, random);
      if (end(one, JournalProofTest::unchecked).equals("WRONG")) {
        wrong++;
      }
    }
    assertThat(wrong).isPositive();
  }
}

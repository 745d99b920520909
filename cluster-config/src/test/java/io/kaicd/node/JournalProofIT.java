package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.EventStream;
import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.SealedSnapshot;
import io.kaicd.actors.journal.verify.JournalCopy;
import io.kaicd.actors.journal.verify.LevelDbRecords;
import io.kaicd.actors.journal.verify.RecordSource;
import io.kaicd.actors.journal.verify.Verifier.Verified;
import io.kaicd.cli.ReadJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Damages copies of a real journal of all five streams, each kind of damage in turn, at random.
 * Each must end as the right states, or as a refusal that names the stream and the record, or the
 * file where LevelDB cannot be opened, both when it is verified and when a node's streams start on
 * it; what a start refuses, {@code verify} refuses too. Every other copy has snapshots right at the
 * heads, which need no record to be read. {@code -Dkai.proof.trials=1000} runs the whole proof,
 * {@code -Dkai.proof.seed=N} another one.
 */
@SuppressWarnings("NullAway.Init")
class JournalProofIT {
  private static final int TRIALS = Integer.getInteger("kai.proof.trials", 36);
  private static final long SEED = Long.getLong("kai.proof.seed", 20261123L);
  private static final Pattern RECORD =
      Pattern.compile("the journal's stream '(.+?)' is broken at record (\\d+): .+");
  private static final Pattern FILE =
      Pattern.compile("(CURRENT|MANIFEST-\\d+|\\d{6}\\.(log|sst|ldb))");

  private static final String RIGHT = "right";

  private static final Logger log = (Logger) LoggerFactory.getLogger("io.kaicd");

  @TempDir static Path folder;
  private static Path plain;
  private static Path headed;
  private static Map<String, String> right;
  private static Map<String, Head> heads;

  @BeforeAll
  static void aJournal() throws Exception {
    log.setLevel(Level.OFF); // what each refusal says is looked at below
    Path used = RealJournal.in(folder);
    plain = folder.resolve("plain");
    RealJournal.copy(used, plain);
    heads = verified(plain);
    right = started(plain); // which changes its files: the copy that is damaged is another
    remove(plain);
    RealJournal.copy(used, plain);
    headed = folder.resolve("headed");
    RealJournal.copy(used, headed);
    for (EventStream<?, ?> shape : StreamReaders.ALL) {
      String stream = shape.name();
      Head head = Objects.requireNonNull(heads.get(stream));
      assertThat(head.seq()).as(stream).isGreaterThan(stream.equals("audit") ? 20 : 200);
      byte[] state = HexFormat.of().parseHex(Objects.requireNonNull(right.get(stream)));
      Files.write(
          headed.resolve("snapshots/%s-%d.snapshot".formatted(stream, head.seq())),
          new SealedSnapshot(stream, head, shape.states().manifest(), state).toBytes());
    }
    assertThat(verified(headed)).hasSameSizeAs(heads);
  }

  @AfterAll
  static void logAgain() {
    log.setLevel(null);
  }

  private static void remove(Path data) throws IOException {
    try (Stream<Path> all = Files.walk(data)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** As {@code kai journal verify} does it. */
  private static Map<String, Head> verified(Path data) throws IOException {
    Map<String, Head> heads = new TreeMap<>();
    for (Verified one : ReadJournal.verified(data)) {
      heads.put(one.stream(), one.head());
    }
    return heads;
  }

  /** As a node does it. */
  private static Map<String, String> started(Path data) throws IOException {
    JournalCopy.checkBeforeStart(data);
    try (StreamReaders streams = new StreamReaders(data)) {
      return streams.states();
    }
  }

  /** The right states, and no record lost that they are made of: a snapshot hides that. */
  private static boolean startsRight(Path data) throws IOException {
    boolean states = started(data).equals(right);
    try (LevelDbRecords records = new LevelDbRecords(data.resolve("journal"))) {
      Map<String, Long> counts = new TreeMap<>();
      heads.forEach((stream, head) -> counts.put(stream, head.seq()));
      return states && records.streams().equals(counts);
    }
  }

  private interface Reading {
    boolean right(Path data) throws IOException;
  }

  /** How it ends; what begins with WRONG is wrong. */
  private static String end(Path data, Damage damage, Reading reading) {
    try {
      return reading.right(data) ? RIGHT : "WRONG state";
    } catch (BrokenJournal e) {
      return named(String.valueOf(e.getMessage()), damage);
    } catch (IOException | RuntimeException e) {
      return "WRONG, no refusal: " + e;
    }
  }

  private static String named(String message, Damage damage) {
    Matcher record = RECORD.matcher(message);
    if (record.matches()) {
      Head head = heads.get(record.group(1));
      boolean there =
          head != null
              && damage.streams().matcher(record.group(1)).matches()
              && Long.parseLong(record.group(2)) <= head.seq() + (damage.ofAnchor() ? 1 : 0);
      return there ? "names the record" : "WRONG record: " + message;
    }
    Matcher file = FILE.matcher(message);
    return file.find() ? "names the file" : "WRONG, names nothing: " + message;
  }

  /** The planted fault: events are read and applied, and nothing is checked. */
  private static Map<String, String> unchecked(Path data) throws IOException {
    Map<String, String> states = new TreeMap<>();
    try (LevelDbRecords records = new LevelDbRecords(data.resolve("journal"))) {
      for (EventStream<?, ?> shape : StreamReaders.ALL) {
        states.put(shape.name(), HexFormat.of().formatHex(applied(shape, records)));
      }
    }
    return states;
  }

  private static <S, E> byte[] applied(EventStream<S, E> shape, RecordSource records) {
    List<S> state = new ArrayList<>(List.of(shape.empty()));
    records.each(
        shape.name(),
        record ->
            state.set(
                0,
                shape
                    .apply()
                    .apply(
                        state.getFirst(),
                        shape.events().decode(record.manifest(), record.body()))));
    return shape.states().encode(state.getFirst());
  }

  @Test
  void damage_ends_as_the_right_states_or_as_a_refusal_that_names_it() throws IOException {
    Random random = new Random(SEED);
    Map<String, Integer> ends = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    for (int trial = 0; trial < TRIALS; trial++) {
      boolean atHead = trial % 2 == 1;
      Path one = folder.resolve("trial");
      RealJournal.copy(atHead ? headed : plain, one);
      Damage.Kind kind = Damage.KINDS.get(trial / 2 % Damage.KINDS.size());
      Damage damage = Damage.to(one, kind, random);

      String verified = end(one, damage, data -> sameHeads(verified(data)));
      String started = end(one, damage, JournalProofIT::startsRight);

      String where = kind + (atHead ? ", snapshots at the heads" : "");
      boolean missed = verified.equals(RIGHT) && !started.equals(RIGHT);
      if (missed || verified.startsWith("WRONG") || started.startsWith("WRONG")) {
        wrong.add(
            "seed %d, trial %d, %s, %s: verify %s, start %s"
                .formatted(SEED, trial, where, damage, verified, started));
      }
      ends.merge("%s: verify %s, start %s".formatted(where, verified, started), 1, Integer::sum);
      remove(one);
    }
    System.out.println("journal proof, " + TRIALS + " trials:");
    ends.forEach((end, times) -> System.out.printf("  %4d %s%n", times, end));
    assertThat(wrong).isEmpty();
  }

  private static boolean sameHeads(Map<String, Head> found) {
    return found.keySet().equals(heads.keySet())
        && found.entrySet().stream()
            .allMatch(each -> each.getValue().toString().equals(heads.get(each.getKey()) + ""));
  }

  @Test
  void a_reader_that_checks_nothing_is_caught() throws IOException {
    Random random = new Random(SEED);
    int wrong = 0;
    for (int trial = 0; trial < 30; trial++) {
      Path one = folder.resolve("unchecked");
      RealJournal.copy(plain, one);
      Damage.to(one, Damage.KINDS.get(trial % 3), random);
      try {
        if (!unchecked(one).equals(right)) {
          wrong++;
        }
      } catch (IOException | RuntimeException e) {
        // even this one noticed
      }
      remove(one);
    }
    assertThat(wrong).isPositive();
  }
}

package io.kaicd.actors.journal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.CborState;
import io.kaicd.actors.journal.EventCodec;
import io.kaicd.actors.journal.EventStream;
import io.kaicd.actors.journal.SealedRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One table, with a block for each record of one, of what no stream of ours is, of two and of
 * three; and a log with more of one and of three, whose counts in the table are old ones.
 */
@SuppressWarnings("NullAway.Init")
class LevelDbRecordsTest {
  private static final String NOBODYS = "$tag"; // named as what Pekko keeps for itself
  private static final Verifier VERIFIER =
      new Verifier(List.of(shape("one"), shape("two"), shape("three")));

  @TempDir private static Path written;
  private static final List<SealedRecord> one = new ArrayList<>();
  private static final List<SealedRecord> two = new ArrayList<>();
  private static final List<SealedRecord> three = new ArrayList<>();
  private static final List<SealedRecord> nobodys = new ArrayList<>();
  @TempDir private Path data;

  private static EventStream<Integer, byte[]> shape(String name) {
    return new EventStream<>(
        name,
        0,
        (before, drawn) -> before + drawn.length,
        new EventCodec<>() {
          @Override
          public String manifest(byte[] drawn) {
            return StoredStreams.MANIFEST;
          }

          @Override
          public byte[] encode(byte[] drawn) {
            return drawn;
          }

          @Override
          public byte[] decode(String manifest, byte[] body) {
            return body;
          }
        },
        new CborState<>("drawn/1", Integer.class));
  }

  @BeforeAll
  static void aJournal() {
    try (StoredStreams streams = new StoredStreams(written)) {
      one.addAll(streams.write("one", 3));
      nobodys.addAll(streams.write(NOBODYS, 2));
      two.addAll(streams.write("two", 3));
      three.addAll(streams.write("three", 2));
    }
    try (StoredStreams streams = new StoredStreams(written)) { // its open makes the table
      one.addAll(streams.write("one", 1));
      three.addAll(streams.write("three", 1));
    }
  }

  @BeforeEach
  void aCopyOfIt() throws IOException {
    Files.createDirectory(journal());
    try (Stream<Path> files = Files.list(written.resolve("journal"))) {
      for (Path file : files.toList()) {
        Files.copy(file, journal().resolve(file.getFileName()));
      }
    }
  }

  private Path journal() {
    return data.resolve("journal");
  }

  private static List<String> hashes(List<SealedRecord> records) {
    return records.stream().map(each -> HexFormat.of().formatHex(each.hash())).toList();
  }

  private static void assertHas(LevelDbRecords records, List<SealedRecord> wanted) {
    List<SealedRecord> read = new ArrayList<>();
    records.each(wanted.getFirst().stream(), read::add);
    assertThat(hashes(read)).isEqualTo(hashes(wanted));
  }

  private static void assertEndsAt(LevelDbRecords records, SealedRecord damaged) {
    List<Long> read = new ArrayList<>();
    assertThatThrownBy(() -> records.each(damaged.stream(), each -> read.add(each.seq())))
        .isInstanceOf(BrokenJournal.class)
        .hasMessage(
            "the journal's stream '%s' is broken at record %d: LevelDB cannot read it"
                .formatted(damaged.stream(), damaged.seq()));
    assertThat(read).hasSize((int) damaged.seq() - 1);
  }

  @Test
  void all_of_an_undamaged_one_is_read() throws Exception {
    try (LevelDbRecords records = new LevelDbRecords(journal())) {
      assertThat(records.streams()).isEqualTo(Map.of("one", 4L, "two", 3L, "three", 3L));
      assertHas(records, one);
      assertHas(records, two);
      assertHas(records, three);
      assertThatCode(records::readAll).doesNotThrowAnyException();
    }
  }

  @Test
  void a_record_that_cannot_be_read_is_named() throws Exception {
    StoredStreams.damage(journal(), one.get(1));

    try (LevelDbRecords records = new LevelDbRecords(journal())) {
      assertEndsAt(records, one.get(1));
      assertHas(records, two);
    }
  }

  @Test
  void a_seek_that_fails_names_the_streams_first_record() throws Exception {
    StoredStreams.damage(journal(), three.getFirst());

    try (LevelDbRecords records = new LevelDbRecords(journal())) {
      assertEndsAt(records, three.getFirst());
    }
  }

  @Test
  void names_that_cannot_be_read_are_told_by_the_tables() throws Exception {
    StoredStreams.damage(journal(), one.getFirst()); // the names are in its block
    String table = StoredStreams.table(journal());

    assertThatThrownBy(() -> new LevelDbRecords(journal()).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(table);
  }

  @Test
  void damage_behind_a_streams_last_record_in_a_table_is_no_fault_of_that_stream()
      throws Exception {
    StoredStreams.damage(journal(), three.getFirst());

    try (LevelDbRecords records = new LevelDbRecords(journal())) {
      assertHas(records, two);
      assertHas(records, one);
    }
  }

  @Test
  void damage_where_no_record_is_hides_none_and_is_told_by_the_tables() throws Exception {
    StoredStreams.damage(journal(), nobodys.getFirst());
    String table = StoredStreams.table(journal());

    try (LevelDbRecords records = new LevelDbRecords(journal())) {
      assertHas(records, one); // of which more is behind it, elsewhere
      assertHas(records, two);
      assertHas(records, three);
      assertThatThrownBy(records::readAll)
          .isInstanceOf(BrokenJournal.class)
          .hasMessageContaining("a block of")
          .hasMessageContaining(table);
    }
  }

  @Test
  void verify_refuses_what_a_start_refuses_though_no_record_is_in_it() throws Exception {
    try (JournalCopy copy = JournalCopy.of(data);
        RecordSource records = copy.records()) {
      assertThat(VERIFIER.verify(records, List.of(), List.of())).hasSize(3);
    }
    StoredStreams.damage(journal(), nobodys.getFirst());
    String table = StoredStreams.table(journal());

    assertThatThrownBy(() -> JournalCopy.checkBeforeStart(data))
        .isInstanceOf(BrokenJournal.class)
        .hasMessageContaining(table);
    try (JournalCopy copy = JournalCopy.of(data);
        RecordSource records = copy.records()) {
      assertThatThrownBy(() -> VERIFIER.verify(records, List.of(), List.of()))
          .isInstanceOf(BrokenJournal.class)
          .hasMessageContaining(table);
    }
  }
}

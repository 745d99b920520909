package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.actors.journal.verify.JournalCopy;
import io.kaicd.actors.journal.verify.RecordSource;
import io.kaicd.actors.journal.verify.Verifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node asks of its journal before it opens it: refused by name, and nothing changed. */
class StartCheckTest {
  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  private Path journal() {
    return data().resolve("journal");
  }

  private static SortedMap<String, String> content(Path folder) throws IOException {
    SortedMap<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(file.toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return content;
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertRefused() throws IOException {
    SortedMap<String, String> before = content(data());
    AbstractThrowableAssert<?, ? extends Throwable> refused =
        assertThatThrownBy(() -> JournalCopy.checkBeforeStart(data()))
            .isInstanceOf(BrokenJournal.class);
    assertThat(content(data())).as("nothing was changed").isEqualTo(before);
    return refused;
  }

  private Path log() throws IOException {
    try (Stream<Path> files = Files.list(journal())) {
      return files.filter(file -> file.toString().endsWith(".log")).findFirst().orElseThrow();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void a_journal_that_holds_is_left_as_it_is() throws Exception {
    NoteBook.write(data(), 30);
    NoteBook.write(data(), 30); // its open makes a table, which the check only links
    Files.createDirectories(data().resolve("journal.checked")); // as a start that was cut off

    JournalCopy.checkBeforeStart(data());

    assertThat(data().resolve("journal.checked")).doesNotExist();
    try (NoteBook<Notes.All, Notes.Noted> book = NoteBook.in(data())) {
      assertThat(book.state().notes()).hasSize(60);
    }
  }

  @Test
  void no_journal_is_a_new_one_and_so_is_one_whose_making_was_cut_off() throws Exception {
    JournalCopy.checkBeforeStart(data());

    Files.createDirectories(journal());
    Files.write(journal().resolve("MANIFEST-000001"), new byte[10]);

    JournalCopy.checkBeforeStart(data());
  }

  @Test
  void a_lost_current_would_have_leveldb_delete_the_rest() throws Exception {
    NoteBook.write(data(), 3);
    NoteBook.write(data(), 3);
    Files.delete(journal().resolve("CURRENT"));

    assertRefused().hasMessageContaining("CURRENT is gone");
  }

  @Test
  void a_lost_journal_is_missed_by_its_anchor() throws Exception {
    NoteBook.write(data(), 3);
    delete(journal());

    assertRefused()
        .hasMessageContaining("'notes' is broken at record 1: missing; the anchor knows of 3");
  }

  @Test
  void a_cut_tail_is_named_by_its_first_record() throws Exception {
    NoteBook.write(data(), 20);
    byte[] log = Files.readAllBytes(log());
    Files.write(log(), java.util.Arrays.copyOf(log, log.length / 2));

    assertRefused()
        .hasMessageContaining("'notes' is broken at record")
        .hasMessageContaining("missing; the anchor knows of 20");
  }

  @Test
  void damage_to_a_file_is_told_with_the_first_record_that_it_took() throws Exception {
    NoteBook.write(data(), 20);
    byte[] log = Files.readAllBytes(log());
    log[log.length / 2] ^= 1;
    Files.write(log(), log);

    assertRefused()
        .hasMessageContaining("'notes' is broken at record")
        .hasMessageContaining(log().getFileName() + " is damaged at byte");
  }

  @Test
  void a_torn_last_record_is_missed_only_when_it_was_acknowledged() throws Exception {
    NoteBook.write(data(), 20);
    byte[] log = Files.readAllBytes(log());
    int end = log.length;
    while (log[end - 1] == 0) {
      end--;
    }
    byte[] torn = java.util.Arrays.copyOf(log, log.length + 8192);
    java.util.Arrays.fill(torn, end - 60, end - 30, (byte) 0);
    Files.write(log(), torn);

    assertRefused()
        .hasMessageContaining("record 20: missing; the anchor knows of 20")
        .hasMessageNotContaining("is damaged at byte");

    delete(data().resolve("anchors")); // as before that record
    JournalCopy.checkBeforeStart(data());
    try (NoteBook<Notes.All, Notes.Noted> book = NoteBook.in(data())) {
      assertThat(book.state().notes()).hasSize(19);
    }
  }

  @Test
  void a_snapshot_at_the_head_does_not_hide_that_the_tail_is_gone() throws Exception {
    NoteBook.write(data(), 150);
    copy(journal(), folder.resolve("older"));
    NoteBook.write(data(), 50);
    assertThat(data().resolve("snapshots/notes-200.snapshot")).exists();
    delete(journal());
    copy(folder.resolve("older"), journal());

    assertRefused().hasMessageContaining("record 151: missing; the anchor knows of 200");

    delete(data().resolve("anchors"));
    assertRefused().hasMessageContaining("record 151: missing; a snapshot knows of 200");
    try (JournalCopy copy = JournalCopy.of(data());
        RecordSource records = copy.records()) {
      Verifier verifier = new Verifier(List.of(Notes.STREAM));
      assertThatThrownBy(() -> verifier.verify(records, copy.anchors(), copy.snapshots()))
          .hasMessageContaining("record 151: missing; a snapshot knows of 200");
    }
    delete(journal());
    assertRefused().hasMessageContaining("record 1: missing; a snapshot knows of 200");
  }

  @Test
  void what_a_reader_of_records_throws_is_not_the_journals_fault() throws Exception {
    NoteBook.write(data(), 3);
    try (JournalCopy copy = JournalCopy.of(data());
        RecordSource records = copy.records()) {
      assertThatThrownBy(
              () ->
                  records.each(
                      Notes.NAME,
                      record -> {
                        throw new UncheckedIOException(new IOException("a full disk elsewhere"));
                      }))
          .isInstanceOf(UncheckedIOException.class);
    }
  }
}

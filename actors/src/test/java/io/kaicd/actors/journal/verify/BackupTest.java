package io.kaicd.actors.journal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.verify.Verifier.Verified;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
  private static final SealedRecord RECORD =
      SealedRecord.seal(Head.NONE, "notes", "noted/2", new byte[100]);

  @TempDir private Path folder;

  private record Source(Runnable during) implements RecordSource {
    @Override
    public SortedMap<String, Long> streams() {
      return new TreeMap<>(java.util.Map.of("notes", 1L));
    }

    @Override
    public void each(String stream, Consumer<SealedRecord> take) {
      take.accept(RECORD);
      during.run();
    }

    @Override
    public void close() {}
  }

  private static List<Verified> heads() {
    return List.of(new Verified("notes", new Head(1, RECORD.hash()), 0));
  }

  @Test
  void a_target_that_fails_is_no_broken_journal_and_leaves_nothing() {
    Path file = folder.resolve("backup");
    Source full =
        new Source(
            () -> {
              throw new UncheckedIOException(new IOException("No space left on device"));
            });

    assertThatThrownBy(() -> Backup.write(file, full, heads()))
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void what_its_taker_throws_is_not_the_backups_fault() throws Exception {
    Path file = folder.resolve("backup");
    Backup.write(file, new Source(() -> {}), heads());

    try (Backup backup = Backup.open(file)) {
      assertThatThrownBy(
              () ->
                  backup.each(
                      "notes",
                      record -> {
                        throw new IllegalArgumentException("mine");
                      }))
          .hasMessage("mine");
    }
  }
}

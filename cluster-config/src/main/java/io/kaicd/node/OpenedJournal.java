package io.kaicd.node;

import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.SealedSnapshot;
import io.kaicd.actors.journal.verify.Backup;
import io.kaicd.actors.journal.verify.H2Copy;
import io.kaicd.actors.journal.verify.JdbcRecords;
import io.kaicd.actors.journal.verify.JournalCopy;
import io.kaicd.actors.journal.verify.RecordSource;
import io.kaicd.actors.journal.verify.Verifier.Known;
import io.kaicd.actors.journal.verify.Verifier.Verified;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A journal, or a backup of one, opened to be read; no node is needed and none is disturbed.
 *
 * @param known heads that it must contain
 * @param damage what is damaged in its files
 * @param notes what its owner should know though it holds
 * @param copy what it was opened from, to be removed
 */
public record OpenedJournal(
    RecordSource records,
    List<Known> known,
    List<SealedSnapshot> snapshots,
    Optional<String> damage,
    List<String> notes,
    @Nullable AutoCloseable copy)
    implements AutoCloseable {

  public static OpenedJournal ofBackup(Path file) throws IOException {
    Backup backup;
    try {
      backup = Backup.open(file);
    } catch (IllegalArgumentException e) {
      throw new BrokenJournal(file + ": " + e.getMessage());
    }
    return new OpenedJournal(backup, backup.heads(), List.of(), Optional.empty(), List.of(), null);
  }

  /**
   * @param url of a database, null for what the folder holds
   */
  public static OpenedJournal of(Path data, @Nullable String url) throws IOException {
    String jdbc = url;
    if (jdbc == null && Files.exists(data.resolve("journal-h2.mv.db"))) {
      jdbc = "jdbc:h2:file:" + data.resolve("journal-h2");
    }
    if (jdbc != null) {
      // First, so that what they know of is in what is read after them.
      List<Known> anchors = JournalCopy.anchors(data);
      Optional<Path> h2 = H2Copy.file(jdbc);
      return h2.isPresent() ? h2(h2.get(), anchors) : database(jdbc, anchors, null);
    }
    if (!JournalCopy.there(data)) {
      throw new IOException(data + " holds no journal");
    }
    JournalCopy copy = copied(data);
    try {
      Optional<String> damage = copy.damage();
      return new OpenedJournal(
          opened(copy, damage), copy.anchors(), copy.snapshots(), damage, copy.notes(), copy);
    } catch (IOException | RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  /** What looks damaged may be what its node wrote while the log was read; another copy tells. */
  private static JournalCopy copied(Path data) throws IOException {
    JournalCopy copy = JournalCopy.of(data);
    try {
      if (copy.damage().isEmpty()) {
        return copy;
      }
    } catch (IOException | RuntimeException e) {
      copy.close();
      throw e;
    }
    copy.close();
    return JournalCopy.of(data);
  }

  private static RecordSource opened(JournalCopy copy, Optional<String> damage) {
    try {
      return copy.records();
    } catch (IOException e) {
      throw new BrokenJournal(damage.orElse("LevelDB does not open it: " + e.getMessage()));
    }
  }

  private static OpenedJournal h2(Path file, List<Known> anchors) throws IOException {
    H2Copy copy = H2Copy.of(file);
    try {
      return database(copy.url(), anchors, copy);
    } catch (IOException | RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  private static OpenedJournal database(
      String url, List<Known> anchors, @Nullable AutoCloseable copy) throws IOException {
    String user = System.getenv().getOrDefault("KAI_JOURNAL_USER", "");
    String password = System.getenv().getOrDefault("KAI_JOURNAL_PASSWORD", "");
    JdbcRecords records = null;
    try {
      records = new JdbcRecords(url, user, password);
      List<String> notes = new ArrayList<>();
      return new OpenedJournal(
          records, anchors, records.snapshots(notes), Optional.empty(), notes, copy);
    } catch (SQLException e) {
      if (records != null) {
        records.close();
      }
      throw new IOException("the database cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * @param more heads that are known from elsewhere
   * @throws BrokenJournal names the first record that does not hold, or else the damaged file
   */
  public List<Verified> verify(List<Known> more) {
    List<Known> all = new ArrayList<>(known);
    all.addAll(more);
    List<Verified> verified;
    try {
      verified = Streams.verifier().verify(records, all, snapshots);
    } catch (BrokenJournal e) {
      throw damage.isPresent() ? e.with(damage.get()) : e;
    }
    if (damage.isPresent()) {
      throw new BrokenJournal(damage.get() + "; the records that LevelDB still finds hold");
    }
    return verified;
  }

  @Override
  public void close() {
    records.close();
    if (copy != null) {
      try {
        copy.close();
      } catch (Exception e) {
        throw new IllegalStateException("the copy cannot be removed", e);
      }
    }
  }
}

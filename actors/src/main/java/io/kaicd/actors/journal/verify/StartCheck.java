package io.kaicd.actors.journal.verify;

import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.verify.Verifier.Known;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of an embedded journal before a node opens it. LevelDB's open is itself a repair,
 * and where it finds no {@code CURRENT} it begins anew and deletes what is there; so all is looked
 * at on a copy, and the folder is left as it is when something does not hold.
 */
final class StartCheck {
  private StartCheck() {}

  /**
   * @throws BrokenJournal names the first record that does not hold, and the damaged file
   * @throws IOException when it cannot be looked at, as on a full disk
   */
  static void of(Path data) throws IOException {
    Path journal = data.resolve("journal");
    if (!Files.exists(journal.resolve("CURRENT"))) {
      requireNone(journal, data);
      return;
    }
    Optional<String> damage = LevelDbFiles.damage(journal);
    try {
      check(data);
    } catch (BrokenJournal e) {
      throw damage.isPresent() ? e.with(damage.get()) : e;
    }
    if (damage.isPresent()) {
      throw new BrokenJournal(damage.get() + "; the records that LevelDB still finds hold");
    }
  }

  private static void check(Path data) throws IOException {
    try (JournalCopy copy = JournalCopy.beside(data);
        LevelDbRecords records = opened(copy)) {
      Chain.all(records, copy.known());
    }
  }

  private static LevelDbRecords opened(JournalCopy copy) {
    try {
      return copy.records();
    } catch (IOException e) {
      throw new BrokenJournal("LevelDB does not open it (" + e.getMessage() + ")");
    }
  }

  private static void requireNone(Path journal, Path data) throws IOException {
    if (LevelDbFiles.any(journal)) {
      throw new BrokenJournal(
          "journal/CURRENT is gone, which says what the files beside it are; LevelDB would begin"
              + " anew and delete them");
    }
    List<Known> known = new ArrayList<>(JournalCopy.anchors(data));
    known.addAll(JournalCopy.snapshotHeads(data));
    for (Known k : known) {
      if (k.head().seq() > 0) {
        throw new BrokenJournal(
            k.stream(), 1, "missing; %s knows of %d".formatted(k.by(), k.head().seq()));
      }
    }
  }
}

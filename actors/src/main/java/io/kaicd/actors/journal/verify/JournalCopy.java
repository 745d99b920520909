package io.kaicd.actors.journal.verify;

import io.kaicd.actors.journal.Anchor;
import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.SealedSnapshot;
import io.kaicd.actors.journal.verify.Verifier.Known;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A data folder's embedded journal as it was at one moment, with what the folder knows of it. The
 * node may run meanwhile: the anchors are read first, and a record is in LevelDB's files before it
 * is anchored; files that come or go during the copy make it begin again.
 */
public final class JournalCopy implements AutoCloseable {
  private static final int ATTEMPTS = 20;

  private final Path folder;
  private final List<Known> anchors;
  private final List<SealedSnapshot> snapshots = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private JournalCopy(Path folder, List<Known> anchors) {
    this.folder = folder;
    this.anchors = anchors;
  }

  /** Whether a data folder has an embedded journal. */
  public static boolean there(Path data) {
    return Files.isDirectory(data.resolve("journal"));
  }

  /**
   * Looks at a data folder's journal before a node opens it; nothing is copied, and nothing is
   * changed when it refuses.
   *
   * @throws BrokenJournal when its files do not hold, so that opening it would drop records
   */
  public static void checkBeforeStart(Path data) {
    Path journal = data.resolve("journal");
    if (!Files.exists(journal.resolve("CURRENT"))) {
      return; // there is none yet; an anchor without a journal is for the entity to refuse
    }
    try {
      Optional<String> damage = LevelDbFiles.damage(journal);
      if (damage.isPresent()) {
        throw new BrokenJournal(damage.get());
      }
      LevelDbRecords.readAll(journal);
    } catch (IOException e) {
      throw new BrokenJournal("LevelDB cannot read it (" + e.getMessage() + ")");
    }
  }

  /**
   * @throws BrokenJournal when an anchor cannot be read
   */
  public static JournalCopy of(Path data) throws IOException {
    List<Known> anchors = anchors(data);
    JournalCopy copy = new JournalCopy(Files.createTempDirectory("kai-journal"), anchors);
    try {
      copy.copy(data.resolve("journal"));
      copy.readSnapshots(data.resolve("snapshots"));
    } catch (IOException e) {
      copy.close();
      throw e;
    }
    return copy;
  }

  /**
   * The heads that a data folder's anchors know of.
   *
   * @throws BrokenJournal when one cannot be read
   */
  public static List<Known> anchors(Path data) throws IOException {
    Path folder = data.resolve("anchors");
    List<Known> known = new ArrayList<>();
    for (Path file : files(folder)) {
      String stream = file.getFileName().toString();
      if (!stream.endsWith(".new")) {
        known.add(new Known(stream, new Anchor(folder, stream).read(), "the anchor"));
      }
    }
    return known;
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private void copy(Path journal) throws IOException {
    for (int attempt = 1; ; attempt++) {
      SortedMap<String, String> before = shape(journal);
      boolean whole = true;
      for (String name : before.keySet()) {
        try {
          Files.write(folder.resolve(name), Files.readAllBytes(journal.resolve(name)));
        } catch (NoSuchFileException e) {
          whole = false;
        }
      }
      if (whole && shape(journal).equals(before)) {
        return;
      }
      for (Path left : files(folder)) {
        Files.delete(left);
      }
      if (attempt == ATTEMPTS) {
        throw new IOException("the journal's files changed during " + ATTEMPTS + " copies");
      }
    }
  }

  /** The files' names, with what is in those that say which others count. */
  private static SortedMap<String, String> shape(Path journal) throws IOException {
    SortedMap<String, String> shape = new TreeMap<>();
    for (Path file : files(journal)) {
      String name = file.getFileName().toString();
      if (name.equals("CURRENT")) {
        shape.put(name, Files.readString(file));
      } else if (name.startsWith("MANIFEST-")) {
        shape.put(name, String.valueOf(Files.size(file)));
      } else if (!name.equals("LOCK") && !name.startsWith("LOG")) {
        shape.put(name, "");
      }
    }
    return shape;
  }

  private void readSnapshots(Path from) throws IOException {
    for (Path file : files(from)) {
      if (file.getFileName().toString().endsWith(".snapshot")) {
        try {
          snapshots.add(SealedSnapshot.of(Files.readAllBytes(file)));
        } catch (IllegalArgumentException e) {
          notes.add(file.getFileName() + " is passed over: " + e.getMessage());
        } catch (NoSuchFileException e) {
          // an old one, deleted meanwhile
        }
      }
    }
  }

  public List<Known> anchors() {
    return List.copyOf(anchors);
  }

  public List<SealedSnapshot> snapshots() {
    return List.copyOf(snapshots);
  }

  /** What its owner should know though the journal holds. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** What is damaged in its files, to be asked before {@link #records}. */
  public Optional<String> damage() throws IOException {
    return LevelDbFiles.damage(folder);
  }

  /**
   * Opens it; once, since this changes the copy.
   *
   * @throws IOException when LevelDB does not open it
   */
  public RecordSource records() throws IOException {
    return new LevelDbRecords(folder);
  }

  @Override
  public void close() {
    try (Stream<Path> left = Files.walk(folder)) {
      for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

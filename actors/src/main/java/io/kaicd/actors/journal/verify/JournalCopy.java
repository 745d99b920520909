package io.kaicd.actors.journal.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kaicd.actors.journal.Anchor;
import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.SealedSnapshot;
import io.kaicd.actors.journal.verify.Verifier.Known;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
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
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

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
   * Looks at a data folder's journal before a node opens it; nothing in it is changed.
   *
   * @throws BrokenJournal when it does not hold, so that opening it would drop or hide records
   * @throws IOException when it cannot be looked at, as on a full disk
   */
  public static void checkBeforeStart(Path data) throws IOException {
    StartCheck.of(data);
  }

  /**
   * @throws BrokenJournal when an anchor cannot be read
   */
  public static JournalCopy of(Path data) throws IOException {
    return copied(data, Files.createTempDirectory("kai-journal"));
  }

  /** One in the data folder itself, where a table file need not be copied; for its own node. */
  static JournalCopy beside(Path data) throws IOException {
    Path folder = data.resolve("journal.checked");
    if (Files.isDirectory(folder)) {
      delete(folder); // a start that was cut off
    }
    return copied(data, Files.createDirectory(folder, OWNER_ONLY));
  }

  private static JournalCopy copied(Path data, Path folder) throws IOException {
    try {
      JournalCopy copy = new JournalCopy(folder, anchors(data));
      copy.copy(data.resolve("journal"));
      readSnapshots(data, copy.snapshots, copy.notes);
      return copy;
    } catch (IOException | RuntimeException e) {
      delete(folder);
      throw e;
    }
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
          take(journal.resolve(name), name, manifest(before));
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

  /**
   * Takes one file. A table that is older than the manifest is linked, not copied: it is never
   * written to again, neither by a node nor, under that number, by whoever opens the copy.
   */
  private void take(Path file, String name, long manifest) throws IOException {
    Path to = folder.resolve(name);
    if (LevelDbFiles.isTable(name) && number(name.substring(0, name.indexOf('.'))) < manifest) {
      try {
        Files.createLink(to, file);
        return;
      } catch (NoSuchFileException e) {
        throw e;
      } catch (FileSystemException | UnsupportedOperationException e) {
        // another file system, or one without links
      }
    }
    Files.write(to, Files.readAllBytes(file));
  }

  /** The number of the manifest that counts; -1 when that cannot be told. */
  private static long manifest(SortedMap<String, String> shape) {
    String current = shape.getOrDefault("CURRENT", "").strip();
    return current.matches("MANIFEST-\\d{1,18}")
        ? Long.parseLong(current.substring("MANIFEST-".length()))
        : -1;
  }

  private static long number(String text) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : Long.MAX_VALUE;
  }

  /** The files' names, with what is in those that say which others count. */
  private static SortedMap<String, String> shape(Path journal) throws IOException {
    SortedMap<String, String> shape = new TreeMap<>();
    for (Path file : files(journal)) {
      String name = file.getFileName().toString();
      if (name.equals("CURRENT")) {
        shape.put(name, Files.readString(file, ISO_8859_1)); // damaged, it may be no text
      } else if (name.startsWith("MANIFEST-")) {
        shape.put(name, String.valueOf(Files.size(file)));
      } else if (!name.equals("LOCK") && !name.startsWith("LOG")) {
        shape.put(name, "");
      }
    }
    return shape;
  }

  private static void readSnapshots(Path data, List<SealedSnapshot> kept, List<String> notes)
      throws IOException {
    for (Path file : files(data.resolve("snapshots"))) {
      if (file.getFileName().toString().endsWith(".snapshot")) {
        try {
          kept.add(SealedSnapshot.of(Files.readAllBytes(file)));
        } catch (IllegalArgumentException e) {
          notes.add(file.getFileName() + " is passed over: " + e.getMessage());
        } catch (NoSuchFileException e) {
          // an old one, deleted meanwhile
        }
      }
    }
  }

  /** The records that the snapshots of a data folder stand behind, as far as these hold. */
  static List<Known> snapshotHeads(Path data) throws IOException {
    List<SealedSnapshot> kept = new ArrayList<>();
    readSnapshots(data, kept, new ArrayList<>());
    return kept.stream().map(Known::of).toList();
  }

  /** All that the folder knows of its journal's records. */
  List<Known> known() {
    List<Known> known = new ArrayList<>(anchors);
    snapshots.forEach(snapshot -> known.add(Known.of(snapshot)));
    return known;
  }

  Path folder() {
    return folder;
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
  public LevelDbRecords records() throws IOException {
    return new LevelDbRecords(folder);
  }

  @Override
  public void close() {
    remove(folder);
  }

  static void remove(Path folder) {
    try {
      delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> left = Files.walk(folder)) {
      for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

package io.kaicd.actors.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/**
 * Small files that their owner alone can read (mode 0600), and that are on the disk, whole and
 * under their name, when they are written. Folders that are lacking are made (mode 0700).
 */
public final class DurableFiles {
  private static final FileAttribute<?> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private DurableFiles() {}

  /** Makes a folder, and those above it; an entry of a folder is not on the disk by itself. */
  public static void folder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = parent(folder);
    folder(parent);
    try {
      Files.createDirectory(folder, FOLDER);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
    sync(parent);
  }

  /**
   * Makes a file, whole or not at all.
   *
   * @throws java.nio.file.FileAlreadyExistsException rather than replace one
   */
  public static void create(Path file, byte[] bytes) throws IOException {
    Path next = written(file, bytes);
    try {
      Files.createLink(file, next);
    } finally {
      Files.delete(next);
    }
    sync(parent(file));
  }

  /** Makes a file or replaces it; a crash leaves the old one or the new one. */
  public static void replace(Path file, byte[] bytes) throws IOException {
    put(file, bytes);
    sync(parent(file));
  }

  /**
   * As {@link #replace}, but that a power failure may take the new one back until its folder is
   * synced.
   */
  static void put(Path file, byte[] bytes) throws IOException {
    Path next = written(file, bytes);
    try {
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  /** Adds a line; a crash may leave a part of it, which the next one then does not go on with. */
  public static void append(Path file, String line) throws IOException {
    boolean made = !Files.exists(file);
    folder(parent(file));
    String text = (made || endsALine(file) ? "" : "\n") + line + "\n";
    write(
        file,
        text.getBytes(StandardCharsets.UTF_8),
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    if (made) {
      sync(parent(file));
    }
  }

  private static boolean endsALine(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return channel.size() == 0
          || (channel.read(last, channel.size() - 1) == 1 && last.get(0) == '\n');
    }
  }

  private static Path written(Path file, byte[] bytes) throws IOException {
    folder(parent(file));
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(next); // what a crash left
    try {
      write(next, bytes, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (IOException e) {
      Files.deleteIfExists(next);
      throw e;
    }
    return next;
  }

  private static void write(Path file, byte[] bytes, Set<StandardOpenOption> how)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file, how, FILE)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
  }

  /** Puts a file's name on the disk. */
  public static void syncEntry(Path file) throws IOException {
    sync(parent(file));
  }

  /** Puts on the disk which files a folder has. */
  public static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Path parent(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file in a folder");
  }
}

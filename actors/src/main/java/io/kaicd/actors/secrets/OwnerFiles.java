package io.kaicd.actors.secrets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/** Small files that their owner alone can read, and that are on the disk when they are written. */
final class OwnerFiles {
  private OwnerFiles() {}

  /** A folder of mode 0700, with the folders above it as they come. */
  static void folder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = Objects.requireNonNull(folder.getParent(), "a folder in a folder");
    Files.createDirectories(parent);
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    sync(parent);
  }

  /** Whole or not at all, and never over one that is there. */
  static void create(Path file, byte[] bytes) throws IOException {
    Path next = written(file, bytes);
    try {
      Files.createLink(file, next);
    } finally {
      Files.delete(next);
    }
    sync(parent(file));
  }

  /** A crash leaves the old one or the new one. */
  static void replace(Path file, byte[] bytes) throws IOException {
    Files.move(
        written(file, bytes),
        file,
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    sync(parent(file));
  }

  private static Path written(Path file, byte[] bytes) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(next); // what a crash left
    try (FileChannel channel =
        FileChannel.open(
            next,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
    return next;
  }

  /** Puts on the disk which files a folder has. */
  static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Path parent(Path file) {
    return Objects.requireNonNull(file.getParent(), "a file in a folder");
  }
}

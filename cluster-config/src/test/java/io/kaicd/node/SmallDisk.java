package io.kaicd.node;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** A file system of its own, in a file, small enough to be filled; unmounted when it is closed. */
final class SmallDisk implements AutoCloseable {
  private static final int BLOCK = 4096;

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Whether this user may mount one here. */
  static boolean possible(Path scratch) throws Exception {
    try (SmallDisk _ = mount(scratch, 8)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static SmallDisk mount(Path scratch, int mebibytes) throws Exception {
    Path image = Files.createTempFile(scratch, "disk", ".img");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength((long) mebibytes << 20);
    }
    Path folder = Files.createTempDirectory(scratch, "disk");
    run("mkfs.ext4", "-q", "-m", "0", image.toString());
    run("mount", "-o", "loop", image.toString(), folder.toString());
    return new SmallDisk(folder);
  }

  private static void run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("not done: " + String.join(" ", command));
    }
  }

  Path folder() {
    return folder;
  }

  /**
   * Until not a byte more is taken.
   *
   * @return what to delete for space
   */
  Path filled() {
    Path filler;
    try {
      filler = Files.createTempFile(folder, "filler", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int size = 64 * BLOCK; size > 0; size /= 8) {
      try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.APPEND)) {
        while (true) {
          out.write(new byte[size]);
        }
      } catch (IOException e) {
        // so much was too much
      }
    }
    return filler;
  }

  @Override
  public void close() throws Exception {
    run("umount", "-l", folder.toString());
  }
}

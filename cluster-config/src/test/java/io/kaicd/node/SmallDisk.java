package io.kaicd.node;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A file system of its own, in a file, small enough to be filled; unmounted when it is closed. */
final class SmallDisk implements AutoCloseable {
  private static final int BLOCK = 4096;
  private static final int ATTEMPTS = 20;

  private final Path image;
  private final Path folder;
  private boolean closed;

  private SmallDisk(Path image, Path folder) {
    this.image = image;
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
    run("mkfs.ext4", "-q", "-m", "0", image.toString());
    return mounted(scratch, image);
  }

  private static SmallDisk mounted(Path scratch, Path image) throws Exception {
    Path folder = Files.createTempDirectory(scratch, "disk");
    run("mount", "-o", "loop", image.toString(), folder.toString());
    return new SmallDisk(image, folder);
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("not done: " + String.join(" ", command) + ": " + said);
    }
    return said;
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

  /**
   * The disk as a failing power leaves it: what was written to the image by now. Files that were
   * written and not synced are in the memory of the file system above, which is let go of after the
   * copy, and before the copy is mounted.
   */
  SmallDisk powerCut(Path scratch) throws Exception {
    Path copy = Files.createTempFile(scratch, "disk", ".img");
    String before;
    int attempt = 0;
    do { // the kernel writes by itself, too: a copy that it wrote into is of no one moment
      if (attempt++ == ATTEMPTS) {
        throw new IOException("the disk is written to without end");
      }
      before = written();
      run("cp", "--sparse=always", image.toString(), copy.toString());
    } while (!written().equals(before));
    close();
    Files.delete(image);
    return mounted(scratch, copy);
  }

  /** The loop device's count of sectors that were written. */
  private String written() throws Exception {
    String device = run("losetup", "--noheadings", "-O", "NAME", "-j", image.toString()).strip();
    Path block = Path.of("/sys/block", Path.of(device).getFileName().toString(), "stat");
    return List.of(Files.readString(block).strip().split(" +", -1)).get(6);
  }

  /** Lazily, so that nothing waits for those that still look into it. */
  @Override
  public void close() throws Exception {
    if (!closed) {
      closed = true;
      run("umount", "-l", folder.toString());
    }
  }
}

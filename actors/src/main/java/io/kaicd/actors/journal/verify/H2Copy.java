package io.kaicd.actors.journal.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An H2 file as it was at one moment. H2 refuses a second process, and its open writes to the file;
 * so a copy is opened: one that the file still equals after it was made, which is what a power cut
 * at that moment would have left.
 */
public final class H2Copy implements AutoCloseable {
  private static final String URL = "jdbc:h2:";
  private static final String SUFFIX = ".mv.db";
  private static final int ATTEMPTS = 100;
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

  private final Path folder;

  private H2Copy(Path folder) {
    this.folder = folder;
  }

  /** The file that a JDBC URL is about; empty when it is about none. */
  public static Optional<Path> file(String url) {
    if (!url.startsWith(URL)) {
      return Optional.empty();
    }
    String name = url.substring(URL.length()).replaceAll(";.*", "");
    if (name.startsWith("file:") || name.startsWith("synced:")) { // as a node opens it
      name = name.substring(name.indexOf(':') + 1);
    } else if (name.matches("[a-z]{2,}:.*")) { // mem, tcp, ssl and so on
      return Optional.empty();
    }
    if (name.startsWith("~/")) {
      name = System.getProperty("user.home") + name.substring(1);
    }
    return Optional.of(Path.of(name + SUFFIX));
  }

  /**
   * @throws IOException also when the file is never quiet for as long as a copy takes
   */
  public static H2Copy of(Path file) throws IOException {
    H2Copy copy = new H2Copy(Files.createTempDirectory("kai-journal"));
    try {
      Path to = copy.folder.resolve("journal" + SUFFIX);
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
        if (Files.mismatch(file, to) < 0) {
          return copy;
        }
        LockSupport.parkNanos(PAUSE);
      }
      throw new IOException("the journal's file changed during " + ATTEMPTS + " copies");
    } catch (IOException | RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  /** Opens the copy. */
  public String url() {
    return URL + "file:" + folder.resolve("journal") + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r";
  }

  @Override
  public void close() {
    JournalCopy.remove(folder);
  }
}

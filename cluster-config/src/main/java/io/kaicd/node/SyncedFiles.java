package io.kaicd.node;

import io.kaicd.actors.journal.verify.H2Copy;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * H2's files, each of whose writes is on the disk when it returns. H2 itself never syncs at a
 * commit, whatever {@code WRITE_DELAY} says, and would lose acknowledged events in a power cut.
 */
public final class SyncedFiles extends FilePathWrapper {
  private static final String SCHEME = "synced";

  static {
    FilePath.register(new SyncedFiles());
  }

  /** Made by H2. */
  public SyncedFiles() {}

  /** The same JDBC URL, over this; unchanged when it is about no H2 file. */
  static String over(String url) {
    Optional<Path> file = H2Copy.file(url);
    if (file.isEmpty()) {
      return url;
    }
    String name = file.get().toAbsolutePath().toString().replaceAll("\\.mv\\.db$", "");
    int options = url.indexOf(';');
    String more = options < 0 ? "" : url.substring(options);
    boolean says = more.toUpperCase(Locale.ROOT).contains("WRITE_DELAY=");
    return "jdbc:h2:" + SCHEME + ":" + name + more + (says ? "" : ";WRITE_DELAY=0");
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return mode.equals("r")
        ? super.open(mode)
        : FileChannel.open(
            Path.of(getBase().toString()),
            Set.of(
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.DSYNC));
  }
}

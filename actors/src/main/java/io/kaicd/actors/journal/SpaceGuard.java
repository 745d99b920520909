package io.kaicd.actors.journal;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks for space before a write: native LevelDB kills the JVM when it meets a full disk. */
public final class SpaceGuard {
  // A write may have LevelDB map a part of its log and write a table, and it ends the JVM when a
  // page of either cannot be had.
  private static final long LEAST = 16L << 20;

  private final Path folder;
  private final long minimumFree;
  private volatile @Nullable FileStore store; // to find it means to read all mounts

  /**
   * @param minimumFree in bytes; less than 16 MiB counts as 16 MiB
   */
  public SpaceGuard(Path folder, long minimumFree) {
    this.folder = folder;
    this.minimumFree = Math.max(LEAST, minimumFree);
  }

  private FileStore store() throws IOException {
    FileStore known = store;
    if (known == null) {
      known = Files.getFileStore(folder);
      store = known;
    }
    return known;
  }

  /** Why nothing can be written now, if so. */
  public Optional<Rejection> refusal() {
    try {
      FileStore store = store();
      if (!Files.isWritable(folder)) { // which a file system that is read-only is not
        return Optional.of(
            ErrorCode.STORAGE_UNAVAILABLE.reject("the data folder's disk is read-only"));
      }
      long free = store.getUsableSpace();
      return free >= minimumFree
          ? Optional.empty()
          : Optional.of(
              ErrorCode.STORAGE_FULL.reject(
                  "the data folder's disk has %d MiB free; %d are kept for the journal"
                      .formatted(free >> 20, minimumFree >> 20)));
    } catch (IOException e) {
      return Optional.of(
          ErrorCode.STORAGE_UNAVAILABLE.reject("the data folder's disk does not answer"));
    }
  }
}

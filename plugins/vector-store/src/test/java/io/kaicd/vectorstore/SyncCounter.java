package io.kaicd.vectorstore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;

/** A real disk that counts commits: each syncs one new list of segments. */
final class SyncCounter implements Disk {
  private final AtomicInteger commits = new AtomicInteger();

  /** Has a permit for each commit that others can read. */
  final Semaphore committed = new Semaphore(0);

  int commits() {
    return commits.get();
  }

  @Override
  public Directory open(Path folder) throws IOException {
    return new FilterDirectory(FSDirectory.open(folder)) {
      @Override
      public void sync(Collection<String> names) throws IOException {
        super.sync(names);
        if (names.stream().anyMatch(name -> name.startsWith("pending_segments"))) {
          commits.incrementAndGet();
        }
      }

      @Override
      public void rename(String source, String dest) throws IOException {
        super.rename(source, dest);
        committed.release();
      }
    };
  }

  @Override
  public long free(Path folder) {
    return Long.MAX_VALUE;
  }
}

package io.kaicd.vectorstore;

import java.util.function.Consumer;
import org.apache.lucene.index.ConcurrentMergeScheduler;

/** Merges beside the writes. A failed one is told to its owner, not to standard error. */
final class BackgroundMerges extends ConcurrentMergeScheduler {
  private final Consumer<Throwable> failed;

  BackgroundMerges(Consumer<Throwable> failed) {
    this.failed = failed;
    setMaxMergesAndThreads(8, 2);
    disableAutoIOThrottle();
  }

  @Override
  protected void handleMergeException(Throwable failure) {
    failed.accept(failure);
  }
}

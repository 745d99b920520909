package io.kaicd.vectorstore;

import java.io.IOException;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.MergePolicy;

/**
 * Merges beside the writes. Linking the vectors of a large merge takes its time, up to minutes: no
 * write ever waits for it. Merges past the threads that there are wait in the writer's own list.
 */
final class BackgroundMerges extends ConcurrentMergeScheduler {
  /** A large merge or two, and one that keeps the small segments few meanwhile. */
  private static final int THREADS = 3;

  /** Told on the merge's thread. */
  interface Listener {
    Listener NOBODY =
        new Listener() {
          @Override
          public void merged() {}

          @Override
          public void mergeFailed(Throwable failure) {}
        };

    void merged();

    void mergeFailed(Throwable failure);
  }

  private final Listener listener;

  BackgroundMerges(Listener listener) {
    this.listener = listener;
    setMaxMergesAndThreads(THREADS, THREADS);
    disableAutoIOThrottle();
  }

  /** Lucene would let the writer wait here; the merge is fetched when another one has ended. */
  @Override
  protected synchronized boolean maybeStall(MergeSource source) {
    return mergeThreadCount() < THREADS;
  }

  @Override
  protected void doMerge(MergeSource source, MergePolicy.OneMerge merge) throws IOException {
    super.doMerge(source, merge);
    listener.merged();
  }

  @Override
  protected void handleMergeException(Throwable failure) {
    listener.mergeFailed(failure);
  }
}

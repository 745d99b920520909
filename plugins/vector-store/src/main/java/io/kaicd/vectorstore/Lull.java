package io.kaicd.vectorstore;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Does something once it has been quiet for a while; holds one timer, however much is noted. */
final class Lull {
  private final Executor later;
  private final Runnable action;
  private final AtomicLong noted = new AtomicLong();
  private final AtomicBoolean waiting = new AtomicBoolean();

  Lull(Duration least, Executor threads, Runnable action) {
    this.later = CompletableFuture.delayedExecutor(least.toNanos(), TimeUnit.NANOSECONDS, threads);
    this.action = action;
  }

  /** It is not quiet now. */
  void note() {
    noted.incrementAndGet();
    if (waiting.compareAndSet(false, true)) {
      await();
    }
  }

  private void await() {
    long before = noted.get();
    later.execute(() -> look(before));
  }

  private void look(long before) {
    if (noted.get() != before) {
      await();
    } else {
      waiting.set(false); // whoever notes something from here on waits anew
      action.run();
    }
  }
}

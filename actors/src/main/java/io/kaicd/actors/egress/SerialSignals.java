package io.kaicd.actors.egress;

import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs signals one after another, in order, on an executor that may have many threads. */
final class SerialSignals {
  private final Executor executor;
  private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();

  SerialSignals(Executor executor) {
    this.executor = executor;
  }

  /**
   * @param signal throws nothing
   * @throws RejectedExecutionException when the executor has stopped
   */
  void send(Runnable signal) {
    waiting.add(signal);
    if (count.getAndIncrement() == 0) {
      executor.execute(this::drain);
    }
  }

  private void drain() {
    int left = count.get();
    while (left > 0) {
      for (int i = 0; i < left; i++) {
        // Counted after it was added, so it is there.
        Objects.requireNonNull(waiting.poll()).run();
      }
      left = count.addAndGet(-left);
    }
  }
}

package io.kaicd.vectorstore;

import io.kaicd.contract.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The writes of one collection, one after the other, in groups: while one group is synced to the
 * disk the next gathers, so that many callers share one sync. It borrows a thread while there is
 * something to do.
 */
final class WriteLane {

  /** Makes a group durable, answers its callers, and never throws. */
  interface Commit {
    void commit(List<Write> group);
  }

  private final Commit commit;
  private final Executor threads;
  private final Supplier<VectorStoreSettings> settings;
  private final ArrayDeque<Write> waiting = new ArrayDeque<>();
  private boolean running;
  private boolean closed;

  WriteLane(Commit commit, Executor threads, Supplier<VectorStoreSettings> settings) {
    this.commit = commit;
    this.threads = threads;
    this.settings = settings;
  }

  /** The write's reply is completed when it is durable and seen by searches, or has failed. */
  void submit(Write write) {
    synchronized (this) {
      if (!closed) {
        waiting.add(write);
        if (!running) {
          running = true;
          threads.execute(this::run);
        }
        return;
      }
    }
    write
        .reply()
        .completeExceptionally(
            ErrorCode.SERVICE_DRAINING.reject("the collection is being closed").asException());
  }

  private void run() {
    for (List<Write> group = next(); !group.isEmpty(); group = next()) {
      commit.commit(group);
    }
  }

  /** Writes of one kind, in order; none when there is nothing left to do. */
  private synchronized List<Write> next() {
    List<Write> group = new ArrayList<>();
    gather();
    int weight = 0;
    int most = settings.get().commitPoints();
    for (Write write = waiting.peek(); write != null && weight < most; write = waiting.peek()) {
      if (!group.isEmpty() && group.getFirst().getClass() != write.getClass()) {
        break;
      }
      weight += write.weight();
      group.add(waiting.remove());
    }
    if (group.isEmpty()) {
      running = false;
      notifyAll();
    }
    return group;
  }

  /** Leaves others the time to join, if the owner wants it so. */
  private void gather() {
    long nanos = settings.get().commitWait().toNanos();
    if (nanos <= 0 || waiting.isEmpty()) {
      return;
    }
    long end = System.nanoTime() + nanos;
    boolean interrupted = false;
    for (long left = nanos; left > 0 && !closed; left = end - System.nanoTime()) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        interrupted = true;
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes no more writes and returns when those taken are answered. */
  synchronized void close() {
    closed = true;
    notifyAll();
    boolean interrupted = false;
    while (running) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

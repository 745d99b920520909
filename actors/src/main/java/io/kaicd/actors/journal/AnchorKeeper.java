package io.kaicd.actors.journal;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves an anchor behind its stream, without holding writers up: at once after a pause, and in a
 * storm of writes every {@link #PAUSE}, to the newest head. An anchor that is behind is allowed;
 * the record itself was on the disk before its writer was answered.
 */
final class AnchorKeeper implements AutoCloseable {
  static final Duration PAUSE = Duration.ofMillis(50);

  private static final Logger log = LoggerFactory.getLogger(AnchorKeeper.class);

  private final String stream;
  private final Anchor anchor;
  private @Nullable Head next;
  private boolean working;
  private boolean closed;

  AnchorKeeper(String stream, Anchor anchor) {
    this.stream = stream;
    this.anchor = anchor;
  }

  /** Returns at once. */
  synchronized void move(Head head) {
    next = head;
    if (!working && !closed) {
      working = true;
      Thread.ofVirtual().name("kai-anchor-" + stream).start(this::work);
    }
  }

  private void work() {
    Head head = take();
    while (head != null) {
      write(head);
      LockSupport.parkNanos(PAUSE.toNanos());
      head = take();
    }
  }

  private synchronized @Nullable Head take() {
    Head head = closed ? null : next;
    if (head == null) {
      working = false;
      notifyAll();
    } else {
      next = null;
    }
    return head;
  }

  private void write(Head head) {
    try {
      anchor.write(head);
    } catch (UncheckedIOException e) {
      log.warn("the anchor of stream '{}' could not be moved", stream, e);
    }
  }

  /** Moves it to the last head; it is on the disk when this returns. */
  @Override
  public synchronized void close() {
    closed = true;
    boolean interrupted = false;
    while (working) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    Head last = next;
    next = null;
    if (last != null) {
      write(last);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

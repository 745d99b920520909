package io.kaicd.actors.journal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves an anchor behind its stream, without holding writers up: at once after a pause, and in a
 * storm of writes every {@link #PAUSE}, to the newest head. An anchor that is behind is allowed;
 * the record itself was on the disk before its writer was answered. A head that could not be
 * written is tried again, later and later.
 */
final class AnchorKeeper implements AutoCloseable {
  static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(AnchorKeeper.class);

  private final String stream;
  private final Consumer<Head> anchor;
  private @Nullable Head next;
  private boolean working;
  private boolean closed;

  AnchorKeeper(String stream, Anchor anchor) {
    this(stream, anchor::write);
  }

  /**
   * @param anchor writes a head, or throws
   */
  AnchorKeeper(String stream, Consumer<Head> anchor) {
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
    boolean over = false;
    try {
      Duration pause = PAUSE;
      for (Head head = take(); head != null; head = take()) {
        if (write(head)) {
          pause = PAUSE;
        } else {
          putBack(head);
          pause = pause.compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
        }
        rest(pause);
      }
      over = true;
    } finally {
      if (!over) {
        end();
      }
    }
  }

  /** To be tried again, unless there is a newer one by now. */
  private synchronized void putBack(Head head) {
    if (next == null) {
      next = head;
    }
  }

  private synchronized void end() {
    working = false;
    notifyAll();
  }

  private synchronized void rest(Duration pause) {
    long until = System.nanoTime() + pause.toNanos();
    try {
      for (long left = pause.toNanos(); left > 0 && !closed; left = until - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts it
    }
  }

  private synchronized @Nullable Head take() {
    Head head = closed ? null : next;
    if (head == null) {
      end();
    } else {
      next = null;
    }
    return head;
  }

  private boolean write(Head head) {
    try {
      anchor.accept(head);
      return true;
    } catch (RuntimeException e) {
      log.warn("the anchor of stream '{}' could not be moved", stream, e);
      return false;
    }
  }

  /** Moves it to the last head; it is on the disk when this returns. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
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

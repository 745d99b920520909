package io.kaicd.actors.audit;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Says once that something came, until it is set again. A ring that nobody needs costs one read.
 */
final class Bell {
  private final AtomicBoolean rung = new AtomicBoolean();
  private volatile Runnable listener = () -> {};

  void listen(Runnable who) {
    listener = who;
  }

  void ring() {
    if (!rung.get() && rung.compareAndSet(false, true)) {
      listener.run();
    }
  }

  void set() {
    rung.set(false);
  }
}

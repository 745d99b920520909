package io.kaicd.embedding;

import io.kaicd.contract.error.ErrorCode;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Turns at the model, in the order of asking, one for each run. They bound the memory of runs at
 * once, let a short call pass between the texts of a long one, and make closing wait: freeing the
 * session under a run would take the JVM along.
 */
final class Turns {
  private static final int LOOK_UP_MILLIS = 20;

  private final int most;
  private final Semaphore free;
  private volatile boolean closed;

  Turns(int most) {
    this.most = most;
    this.free = new Semaphore(most, true);
  }

  /**
   * Waits for a turn and takes it.
   *
   * @throws io.kaicd.contract.error.RejectedException {@code call.cancelled} when the call ends
   *     while it waits, {@code service.draining} when the service does
   */
  <T> T take(BooleanSupplier cancelled, Supplier<T> run) {
    await(cancelled);
    try {
      refuseWhenOver(cancelled);
      return run.get();
    } finally {
      free.release();
    }
  }

  private void await(BooleanSupplier cancelled) {
    try {
      do {
        refuseWhenOver(cancelled);
      } while (!free.tryAcquire(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ErrorCode.CALL_CANCELLED.reject("interrupted while waiting for its turn").asException();
    }
  }

  void refuseWhenClosed() {
    if (closed) {
      throw ErrorCode.SERVICE_DRAINING.reject("the service has stopped").asException();
    }
  }

  private void refuseWhenOver(BooleanSupplier cancelled) {
    refuseWhenClosed();
    if (cancelled.getAsBoolean()) {
      throw ErrorCode.CALL_CANCELLED.reject("stopped between two texts").asException();
    }
  }

  /** Ends the waiting and waits for the runs; afterwards there is none and none begins. */
  void close() {
    closed = true;
    free.acquireUninterruptibly(most);
    free.release(most);
  }
}

package io.kaicd.actors.secrets;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/** One after the other, and not more than so many that wait. */
final class Turns {
  private final ReentrantLock turn = new ReentrantLock();
  private final Semaphore places;

  /**
   * @param most whose turn it is, and those that wait for theirs
   */
  Turns(int most) {
    this.places = new Semaphore(most);
  }

  /** How many may come without being refused. */
  int free() {
    return places.availablePermits();
  }

  /**
   * @throws RejectedException {@code admission.full}, at once
   */
  void take(Runnable work) {
    if (!places.tryAcquire()) {
      throw ErrorCode.ADMISSION_FULL.reject("too many changes of the vault wait").asException();
    }
    try {
      turn.lock();
      try {
        work.run();
      } finally {
        turn.unlock();
      }
    } finally {
      places.release();
    }
  }
}

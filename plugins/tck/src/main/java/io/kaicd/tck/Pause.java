package io.kaicd.tck;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Watches for a time: that nothing happens can only be seen by waiting. */
final class Pause {
  private Pause() {}

  static void of(Duration time) {
    endsWithin(new CompletableFuture<>(), time);
  }

  /** Whether it ends in time, well or not. */
  static boolean endsWithin(CompletableFuture<?> future, Duration time) {
    try {
      future.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

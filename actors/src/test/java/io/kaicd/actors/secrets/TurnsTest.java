package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnsTest {
  @Test
  void so_many_wait_and_the_next_is_refused_at_once() throws Exception {
    Turns turns = new Turns(3);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> first =
          threads.submit(
              () ->
                  turns.take(
                      () -> {
                        begun.countDown();
                        try {
                          go.await(30, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                        done.incrementAndGet();
                      }));
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      List<Future<?>> waiting = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        waiting.add(threads.submit(() -> turns.take(done::incrementAndGet)));
      }
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (turns.free() > 0) {
        assertThat(System.nanoTime()).isLessThan(until);
        Thread.onSpinWait();
      }

      assertThatThrownBy(() -> turns.take(done::incrementAndGet))
          .isInstanceOfSatisfying(
              RejectedException.class,
              e -> assertThat(e.rejection().code()).isEqualTo(ErrorCode.ADMISSION_FULL));
      assertThat(done).hasValue(0);

      go.countDown();
      first.get(30, TimeUnit.SECONDS);
      for (Future<?> each : waiting) {
        each.get(30, TimeUnit.SECONDS);
      }
    }
    turns.take(done::incrementAndGet);
    assertThat(done).hasValue(4);
  }
}

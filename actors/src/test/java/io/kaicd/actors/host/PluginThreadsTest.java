package io.kaicd.actors.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PluginThreadsTest {
  private final PluginThreads threads = new PluginThreads("t", 2, Duration.ofSeconds(5));
  private final AtomicBoolean loop = new AtomicBoolean(true);

  @AfterEach
  void stop() {
    loop.set(false);
    threads.closeNow();
  }

  @Test
  void an_interrupt_meets_its_owner_s_thread_only() throws Exception {
    Semaphore entered = new Semaphore(0);
    Semaphore interrupted = new Semaphore(0);
    CountDownLatch end = new CountDownLatch(1);
    AtomicBoolean otherInterrupted = new AtomicBoolean();
    threads.execute(
        "mine",
        () -> {
          entered.release();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.release();
          }
        });
    threads.execute(
        "other",
        () -> {
          entered.release();
          try {
            end.await();
          } catch (InterruptedException e) {
            otherInterrupted.set(true);
          }
        });
    entered.acquire(2);
    threads.interrupt("mine");
    assertThat(interrupted.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
    end.countDown();
    assertThat(otherInterrupted).isFalse();
  }

  @Test
  void an_abandoned_thread_is_replaced_and_counted_until_it_ends() throws Exception {
    Semaphore entered = new Semaphore(0);
    Runnable spin =
        () -> {
          entered.release();
          while (loop.get()) {
            Thread.onSpinWait();
          }
        };
    threads.execute("loop", spin);
    threads.execute("loop", spin);
    entered.acquire(2);
    CountDownLatch ran = new CountDownLatch(1);
    threads.execute("next", ran::countDown);
    assertThat(threads.abandon("loop")).isEqualTo(2);
    assertThat(ran.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(threads.abandoned()).isEqualTo(2);
  }
}

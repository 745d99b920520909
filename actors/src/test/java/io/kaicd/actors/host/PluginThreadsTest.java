package io.kaicd.actors.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
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
  void a_demoted_thread_serves_nobody_else() throws Exception {
    CountDownLatch entered = new CountDownLatch(2);
    CountDownLatch end = new CountDownLatch(1);
    Semaphore ran = new Semaphore(0);
    AtomicReference<@Nullable Thread> demoted = new AtomicReference<>();
    AtomicReference<@Nullable Thread> next = new AtomicReference<>();
    for (String owner : List.of("mine", "other")) {
      threads.execute(
          owner,
          () -> {
            if (owner.equals("mine")) {
              demoted.set(Thread.currentThread());
            }
            entered.countDown();
            awaitQuietly(owner.equals("mine") ? end : new CountDownLatch(1));
          });
    }
    assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
    threads.demote("mine");
    threads.execute(
        "next",
        () -> {
          next.set(Thread.currentThread());
          ran.release();
        });
    end.countDown();
    assertThat(ran.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
    assertThat(next.get()).isNotSameAs(demoted.get());
    assertThat(demoted.get()).extracting(Thread::getPriority).isEqualTo(Thread.MIN_PRIORITY);
    assertThat(next.get()).extracting(Thread::getPriority).isEqualTo(Thread.NORM_PRIORITY);
    assertThat(threads.abandoned()).isZero();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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

package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class AnchorKeeperTest {
  @TempDir Path folder;

  private static Head head(long seq) {
    return new Head(seq, SealedRecord.genesis());
  }

  @Test
  void it_ends_at_the_newest_head_and_is_there_when_it_is_closed() {
    Anchor anchor = new Anchor(folder, "s");
    AnchorKeeper keeper = new AnchorKeeper("s", anchor);
    for (int i = 1; i <= 10_000; i++) {
      keeper.move(head(i));
    }

    keeper.close();

    assertThat(anchor.read().seq()).isEqualTo(10_000);
  }

  @Test
  void it_moves_by_itself_and_again_after_a_pause() {
    Anchor anchor = new Anchor(folder, "s");
    try (AnchorKeeper keeper = new AnchorKeeper("s", anchor)) {
      for (int i = 1; i <= 3; i++) {
        keeper.move(head(i));
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (anchor.read().seq() < i && System.nanoTime() < until) {
          Thread.onSpinWait();
        }
        assertThat(anchor.read().seq()).isEqualTo(i);
      }
    }
  }

  @Test
  void what_comes_after_its_end_is_left() {
    Anchor anchor = new Anchor(folder, "s");
    AnchorKeeper keeper = new AnchorKeeper("s", anchor);
    keeper.move(head(1));
    keeper.close();

    keeper.move(head(2));

    assertThat(anchor.read().seq()).isEqualTo(1);
  }

  @Test
  void a_head_that_could_not_be_written_is_tried_again() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    CountDownLatch written = new CountDownLatch(1);
    try (AnchorKeeper keeper =
        new AnchorKeeper(
            "s",
            head -> {
              if (tries.incrementAndGet() < 3) {
                throw new UncheckedIOException(new IOException("no space"));
              }
              assertThat(head.seq()).isEqualTo(7);
              written.countDown();
            })) {
      keeper.move(head(7));

      assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void its_end_waits_neither_for_a_pause_nor_for_a_worker_that_is_gone() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    CountDownLatch tried = new CountDownLatch(1);
    AnchorKeeper keeper =
        new AnchorKeeper(
            "s",
            head -> {
              tries.incrementAndGet();
              tried.countDown();
              throw new OutOfMemoryError("as no write throws it");
            });
    keeper.move(head(1));
    assertThat(tried.await(10, TimeUnit.SECONDS)).isTrue();

    assertTimeoutPreemptively(Duration.ofSeconds(10), keeper::close);

    assertThat(tries).hasValue(1);
  }
}

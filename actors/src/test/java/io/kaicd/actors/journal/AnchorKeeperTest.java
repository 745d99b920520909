package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
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
}

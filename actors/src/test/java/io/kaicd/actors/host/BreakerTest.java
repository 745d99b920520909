package io.kaicd.actors.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final long PAUSE = Duration.ofSeconds(2).toNanos();
  private final List<String> words = new ArrayList<>();
  private final Breaker breaker =
      new Breaker(3, Duration.ofSeconds(2), 2, () -> words.add("changed"));

  @Test
  void it_opens_after_failures_in_a_row_only() {
    breaker.failed(0);
    breaker.failed(0);
    breaker.succeeded();
    breaker.failed(0);
    breaker.failed(0);
    assertThat(breaker.word(0)).isEqualTo("closed");
    assertThat(breaker.failed(0)).isTrue();
    assertThat(breaker.word(0)).isEqualTo("open");
    assertThat(breaker.admits(PAUSE - 1)).isFalse();
  }

  @Test
  void after_its_pause_one_trial_decides_and_a_failed_one_doubles_the_pause() {
    open();
    assertThat(breaker.admits(PAUSE)).isTrue();
    assertThat(breaker.admits(PAUSE)).isFalse();
    assertThat(breaker.failed(PAUSE)).isTrue();
    assertThat(breaker.admits(2 * PAUSE)).isFalse();
    assertThat(breaker.admits(3 * PAUSE)).isTrue();
    breaker.succeeded();
    assertThat(breaker.word(0)).isEqualTo("closed");
    assertThat(words).hasSize(5);
  }

  @Test
  void a_trial_that_is_never_heard_of_again_is_followed_by_another() {
    open();
    assertThat(breaker.admits(PAUSE)).isTrue();
    assertThat(breaker.admits(2 * PAUSE)).isTrue();
  }

  private void open() {
    for (int i = 0; i < 3; i++) {
      breaker.failed(0);
    }
  }
}

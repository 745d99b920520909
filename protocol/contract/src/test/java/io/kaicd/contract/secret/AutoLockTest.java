package io.kaicd.contract.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AutoLockTest {
  @Test
  void there_are_eleven_settings_and_nine_have_a_time() {
    assertThat(AutoLock.values())
        .extracting(AutoLock::text)
        .containsExactly(
            "1", "5", "15", "30", "60", "120", "240", "480", "1440", "never", "at-restart");
    assertThat(Arrays.stream(AutoLock.values()).flatMap(each -> each.after().stream()))
        .hasSize(9)
        .startsWith(Duration.ofMinutes(1))
        .endsWith(Duration.ofDays(1));
    assertThat(AutoLock.of("1440")).contains(AutoLock.AFTER_1440);
    assertThat(AutoLock.of("2")).isEmpty();
  }

  @Test
  void only_one_keeps_a_vault_locked_at_a_start() {
    assertThat(Arrays.stream(AutoLock.values()).filter(each -> !each.opensAtStart()))
        .containsExactly(AutoLock.AT_RESTART);
  }
}

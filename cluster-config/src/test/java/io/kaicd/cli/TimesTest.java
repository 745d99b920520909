package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
  @TempDir private Path data;

  private Ran created(String expires) {
    try (FakeServer node = new FakeServer()) {
      return Ran.kai(
          data, node, "keys", "create", "app", "--allow", "llm_chat", "--expires", expires);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"P999999999999D", "P99999999999999999999D", "-P1", "soon"})
  void what_is_no_time_or_none_that_can_be_is_wrong_usage(String expires) {
    Ran ran = created(expires);

    assertThat(ran.exit()).as(ran.err()).isEqualTo(Kai.USAGE);
    assertThat(ran.err()).contains("'" + expires + "'");
  }

  @Test
  void a_duration_counts_from_now_on() {
    assertThat(created("P30D").exit()).as("asked, and nobody knows").isEqualTo(Kai.REFUSED);
  }
}

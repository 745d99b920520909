package io.kaicd.actors.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClashLogTest {
  @Test
  void each_clash_is_told_once_and_its_end_too() {
    try (ClashLines lines = new ClashLines()) {
      ClashLog log = new ClashLog();

      log.look(List.of("one", "two"));
      log.look(List.of("one", "two"));
      log.look(List.of("two", "three"));

      assertThat(lines.all())
          .containsExactly(
              "the environment clashes with the configuration: one",
              "the environment clashes with the configuration: two",
              "the environment clashes with the configuration: three",
              "the environment no longer clashes: one");
    }
  }
}

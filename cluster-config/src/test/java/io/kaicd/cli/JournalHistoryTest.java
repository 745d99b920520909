package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.cli.FakeServer.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalHistoryTest {
  private final FakeServer node =
      new FakeServer()
          .on(
              "GET /api/v1/journal",
              Answer.ok("{\"streams\":[{\"stream\":\"keys\"},{\"stream\":\"vault\"}]}"))
          .on("GET /api/v1/journal/keys?limit=100", at("2027-01-31T12:00:00.5Z"))
          .on("GET /api/v1/journal/vault?limit=100", at("2027-01-31T12:00:00Z"));
  @TempDir private Path data;

  @AfterEach
  void stop() {
    node.close();
  }

  private static Answer at(String time) {
    return Answer.ok(
        "{\"items\":[{\"number\":1,\"at\":\"%s\",\"actor\":\"owner\",\"event\":\"e/1\",\"what\":{}}]}"
            .formatted(time));
  }

  @Test
  void the_streams_are_told_in_the_order_of_time_with_fractions_or_without() {
    Ran ran = Ran.kai(data, node, "journal", "history", "-o", "json");

    assertThat(ran.json().findValuesAsText("stream")).containsExactly("vault", "keys");
  }

  @Test
  void fewer_than_one_is_wrong_usage() {
    assertThat(Ran.kai(data, node, "journal", "history", "-n", "-1").exit()).isEqualTo(Kai.USAGE);
  }
}

package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.cli.FakeServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report stays small, hides what a cut would lay bare, and is written of a silent node too. */
class BugReportTest {
  private static final int END = 64 * 1024;

  private final FakeServer node = new FakeServer();
  @TempDir private Path data;

  @AfterEach
  void stop() {
    node.close();
  }

  private String ofLog(String log) throws IOException {
    Path file = data.resolve("kai.log");
    Files.writeString(file, log);
    BugReport report = new BugReport(List.of(), Instant.EPOCH);
    report.log(file);
    return report.redacted();
  }

  private String reported() throws IOException {
    Files.writeString(data.resolve("token"), "t");
    Path report = data.resolve("report.txt");
    var _ = Ran.kai(data, node, "doctor", "--report", report.toString());
    return Files.readString(report);
  }

  @Test
  void of_a_long_log_the_end_is_told_and_no_line_that_its_begin_cuts() throws Exception {
    String cut = "-and-more\n";
    String line = "x".repeat(END - cut.length() - 1) + "\n";

    String report = ofLog("an old line\npassword=hunter22" + cut + line);

    assertThat(report).contains("\n" + line).doesNotContain("an old", "hunter22", "and-more");
  }

  @Test
  void of_a_log_whose_end_is_a_part_of_one_line_nothing_is_told() throws Exception {
    assertThat(ofLog("password=" + "y".repeat(END + 1))).doesNotContain("yyy");
  }

  @Test
  void of_the_calls_that_failed_fifty_are_told() throws Exception {
    String calls =
        IntStream.range(0, 60)
            .mapToObj("{\"call\":\"c-%02d\"}"::formatted)
            .collect(Collectors.joining(",", "{\"items\":[", "]}"));
    node.on("GET /api/v1/calls?failed=true&limit=100", Answer.ok(calls));

    assertThat(reported()).contains("c-00", "c-49").doesNotContain("c-50", "c-59");
  }

  @Test
  void what_a_silent_node_does_not_answer_is_said_in_its_place() throws Exception {
    node.close();

    assertThat(reported()).containsPattern("== Nodes\nno answer: .+").contains("== Journal");
  }
}

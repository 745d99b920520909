package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.cli.FakeServer.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
  private static final String PAGE =
      """
      {"items":[{"number":2,"node":"n1","kind":"used","code":"sent","actor":"key:app",\
      "secret":"openai","service":"gpu","count":12,"first":"2026-01-01T00:00:00Z",\
      "last":"2026-01-01T00:10:00Z"},{"number":1,"node":"n1","kind":"denied",\
      "code":"auth.missing","actor":"nobody","operation":"listKeys","count":1,\
      "first":"2026-01-01T00:00:00Z","last":"2026-01-01T00:00:00Z"}],"next":null}""";

  private final FakeServer node = new FakeServer();
  @TempDir private Path data;

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void itIsATableOfWhatHappenedHowOften() {
    node.on("GET /api/v1/audit?limit=50", Answer.ok(PAGE));

    Ran ran = Ran.kai(data, node, "audit");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out().lines()).hasSize(3);
    assertThat(ran.out())
        .containsPattern("T00:10:00Z +12 +sent +key:app +openai by gpu +2026-01-01T00:00:00Z +n1")
        .containsPattern("1 +auth.missing +nobody +listKeys");
  }

  @Test
  void filtersAreSentAndADurationIsATimeAgo() {
    String line =
        "GET /api/v1/audit?limit=5&actor=key%3Aapp&code=sent&since=2026-01-01T00%3A00%3A00Z";
    node.on(line, Answer.ok(PAGE));

    Ran ran =
        Ran.kai(
            data,
            node,
            "audit",
            "-n",
            "5",
            "--actor",
            "key:app",
            "--code",
            "sent",
            "--since",
            "2026-01-01T00:00:00Z",
            "-o",
            "json");
    Ran.kai(data, node, "audit", "--since", "PT1H");

    assertThat(ran.json()).hasSize(2);
    assertThat(node.asked().getLast().line()).startsWith("GET /api/v1/audit?limit=50&since=20");
    assertThat(Ran.kai(data, node, "audit", "--since", "yesterday").exit()).isEqualTo(Kai.USAGE);
  }
}

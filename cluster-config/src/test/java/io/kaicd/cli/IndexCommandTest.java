package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexCommandTest {
  private static final String UPSERT = "POST /api/v1/capabilities/vector_database/upsert";

  private final FakeNode node = new FakeNode();
  @TempDir private Path temporary;
  private Path folder = Path.of("");

  @BeforeEach
  void aFolder() throws IOException {
    folder = Files.createDirectories(temporary.resolve("docs"));
    Files.writeString(folder.resolve("a.md"), "Alpha.");
    Files.writeString(folder.resolve("b.md"), "word ".repeat(400));
  }

  @AfterEach
  void stop() {
    node.server.close();
  }

  private JsonNode index(Path what) {
    Ran ran = kai("index", what.toString(), "--into", "notes", "-o", "json");
    assertThat(ran.exit()).as(ran.err()).isZero();
    return ran.json();
  }

  private Ran kai(String... arguments) {
    return Ran.kai(temporary.resolve("data"), node.server, arguments);
  }

  @Test
  void documentsBecomePointsWithTheirVectorsInOrder() {
    JsonNode summary = index(folder);

    assertThat(summary.path("written").asInt()).isEqualTo(2);
    assertThat(summary.path("passages").asInt()).isEqualTo(node.points.size());
    assertThat(node.points.values())
        .allSatisfy(
            point ->
                assertThat(point.at("/vector/0").asInt())
                    .isEqualTo(point.at("/payload/text").asText().length()));
  }

  @Test
  void indexingAgainEmbedsNothing() {
    index(folder);
    int embedded = node.embedded();
    var before = List.copyOf(node.points.keySet());

    JsonNode again = index(folder);

    assertThat(node.embedded()).isEqualTo(embedded);
    assertThat(again.path("unchanged").asInt()).isEqualTo(2);
    assertThat(node.points.keySet()).containsExactlyElementsOf(before);
  }

  @Test
  void whatShrankOrWentIsDeleted() throws IOException {
    index(folder);
    Files.writeString(folder.resolve("b.md"), "Short now.");
    Files.delete(folder.resolve("a.md"));

    JsonNode again = index(folder);

    assertThat(again.path("written").asInt()).isEqualTo(1);
    assertThat(again.path("removed").asInt()).isEqualTo(1);
    assertThat(node.points.values())
        .singleElement()
        .satisfies(p -> assertThat(p.at("/payload/text").asText()).isEqualTo("Short now."));
  }

  @Test
  void twoFoldersWithTheSameNamesLiveInOneCollection() throws IOException {
    Path other = Files.createDirectories(temporary.resolve("other"));
    Files.writeString(other.resolve("a.md"), "Another alpha.");
    index(folder);
    int first = node.points.size();

    index(other);

    assertThat(node.points).hasSize(first + 1);
    assertThat(index(folder).path("unchanged").asInt()).isEqualTo(2);
  }

  @Test
  void moreDocumentsThanAQueryGivesAreAllKnownAgain() throws IOException {
    for (int i = 0; i < 1_200; i++) {
      Files.writeString(folder.resolve("n" + i + ".txt"), "Note " + i);
    }
    index(folder);
    int embedded = node.embedded();

    assertThat(index(folder).path("unchanged").asInt()).isEqualTo(1_202);
    assertThat(node.embedded()).isEqualTo(embedded);
  }

  @Test
  void aRefusalEndsItWithTheNodesWords() {
    node.server.on(UPSERT, FakeServer.Answer.problem(507, "storage.full"));

    Ran ran = kai("index", folder.toString(), "--into", "notes");

    assertThat(ran.exit()).isEqualTo(Kai.REFUSED);
    assertThat(ran.err()).contains("storage.full", "it is so", "do that", "/a/b");
  }

  @Test
  void passageZeroIsWrittenLast() {
    index(folder);

    List<Integer> parts =
        node.server.asked(UPSERT).stream()
            .flatMap(asked -> asked.json().path("points").valueStream())
            .filter(point -> point.at("/payload/path").asText().equals("b.md"))
            .map(point -> point.at("/payload/part").asInt())
            .toList();

    assertThat(parts).hasSizeGreaterThan(1).isSortedAccordingTo((a, b) -> b - a);
    assertThat(parts.getLast()).isZero();
  }

  @Test
  void whatIsNoFolderIsWrongUsage() throws IOException {
    Path empty = Files.createDirectories(temporary.resolve("empty"));

    assertThat(kai("index", folder.resolve("a.md").toString(), "--into", "notes").exit())
        .isEqualTo(Kai.USAGE);
    assertThat(kai("index", empty.toString(), "--into", "notes").exit()).isEqualTo(Kai.USAGE);
    assertThat(kai("index", folder.toString()).exit()).isEqualTo(Kai.USAGE);
  }

  @Test
  void askShowsScorePathAndPassage() {
    index(folder);

    Ran ran = kai("ask", "notes", "which letter is first?", "-n", "1");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).containsPattern("0\\.750  [ab]\\.md");
    assertThat(kai("ask", "notes", " ").exit()).isEqualTo(Kai.USAGE);
    assertThat(kai("ask", "notes", "x", "-n", "0").exit()).isEqualTo(Kai.USAGE);
  }
}

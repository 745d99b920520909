package io.kaicd.contract.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The project's own pages, which speak of keys and tokens all the time, hold none. */
class OrdinaryTextTest {
  private static final Path HOUSE = Path.of("..", ".."); // of the module that is tested
  // It shows what is hidden.
  private static final Path EXAMPLES = Path.of("redaction.md");

  @Test
  void thePagesStayAsTheyAre() throws IOException {
    List<Path> pages = pages();
    assertThat(pages).hasSizeGreaterThan(20);
    for (Path page : pages) {
      String text = Files.readString(page);
      assertThat(Redaction.redacted(text)).as(page.toString()).isEqualTo(text);
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> documentation = Files.walk(HOUSE.resolve("documentation"))) {
      return Stream.concat(documentation, Stream.of(HOUSE.resolve("README.md")))
          .filter(page -> page.toString().endsWith(".md"))
          .filter(page -> !page.endsWith(EXAMPLES))
          .toList();
    }
  }
}

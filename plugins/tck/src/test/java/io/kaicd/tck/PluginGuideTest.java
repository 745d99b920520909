package io.kaicd.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.spi.Plugin;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guide counts and lists the SPI's types; it stays true. */
class PluginGuideTest {
  private static final int MOST = 10;
  private static final Pattern COUNT = Pattern.compile("It has (\\d+) types");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z][A-Za-z]+)` \\|");

  @Test
  void countsTheTypesOfTheSpi() throws Exception {
    String guide = Files.readString(Path.of("..", "..", "documentation", "plugin-guide.md"));
    Set<String> types = types();

    Matcher count = COUNT.matcher(guide);
    assertThat(count.find()).as("a count on the page").isTrue();
    assertThat(types).hasSize(Integer.parseInt(count.group(1))).hasSizeLessThanOrEqualTo(MOST);
    Set<String> listed =
        ROW.matcher(guide).results().map(row -> row.group(1)).collect(Collectors.toSet());
    assertThat(listed).isEqualTo(types);
  }

  private static Set<String> types() throws IOException, URISyntaxException {
    Path at = Path.of(Plugin.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(at)) {
      return types(at.resolve("io/kaicd/spi"));
    }
    try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + at.toUri()), Map.of())) {
      return types(jar.getPath("io/kaicd/spi"));
    }
  }

  private static Set<String> types(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class") && !name.contains("$"))
          .map(name -> name.substring(0, name.length() - ".class".length()))
          .filter(name -> !name.equals("package-info"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}

package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Bytes that must stay as they are, since journals and other nodes hold them. {@code
 * -Dkai.golden.write=true} writes those that are not there yet; none is ever overwritten.
 */
public final class Golden {
  private static final Path FOLDER = Path.of("src/test/resources/golden");
  private static final int LINE = 96;

  private Golden() {}

  /** The recorded bytes, which must equal what is written today. */
  public static byte[] check(String name, byte[] now) {
    Path file = FOLDER.resolve(name + ".hex");
    try {
      if (Boolean.getBoolean("kai.golden.write") && !Files.exists(file)) {
        Files.createDirectories(file.getParent());
        String hex = HexFormat.of().formatHex(now);
        Files.writeString(file, hex.replaceAll("(.{" + LINE + "})", "$1\n") + "\n");
      }
      assertThat(file).exists();
      byte[] then = recorded(name);
      assertThat(HexFormat.of().formatHex(now)).as(name).isEqualTo(HexFormat.of().formatHex(then));
      return then;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The recorded bytes of what may not be written any more, such as an event's older version. */
  public static byte[] recorded(String name) {
    try {
      String hex = Files.readString(FOLDER.resolve(name + ".hex"));
      return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is recorded in a folder. */
  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".hex"))
          .map(name -> name.substring(0, name.length() - ".hex".length()))
          .sorted()
          .toList();
    }
  }
}

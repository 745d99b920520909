package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

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
      byte[] then = HexFormat.of().parseHex(Files.readString(file).replaceAll("\\s", ""));
      assertThat(HexFormat.of().formatHex(now)).as(name).isEqualTo(HexFormat.of().formatHex(then));
      return then;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

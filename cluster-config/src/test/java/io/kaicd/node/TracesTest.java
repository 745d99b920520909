package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TracesTest {
  private static final String TEXT = "a-text/to+look-for";
  private static final byte[] RAW = ("x" + TEXT + "y").getBytes(StandardCharsets.UTF_8);

  static Stream<byte[]> encoded() {
    return Stream.of(
        RAW,
        ("x" + TEXT).getBytes(StandardCharsets.UTF_16LE),
        ("x" + TEXT).getBytes(StandardCharsets.UTF_16BE),
        URLEncoder.encode("x" + TEXT, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8),
        "a-text%2fto%2blook-for".getBytes(StandardCharsets.UTF_8),
        "\"a-text\\/to+look-for\"".getBytes(StandardCharsets.UTF_8),
        HexFormat.of().formatHex(RAW).getBytes(StandardCharsets.US_ASCII),
        HexFormat.of().withUpperCase().formatHex(RAW).getBytes(StandardCharsets.US_ASCII),
        Base64.getEncoder().encode(TEXT.getBytes(StandardCharsets.UTF_8)),
        Base64.getEncoder().encode(RAW),
        Base64.getUrlEncoder().encode(("xy" + TEXT + "zz").getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @MethodSource("encoded")
  void finds_it_in_every_form(byte[] bytes) {
    assertThat(Traces.of(TEXT).in("bytes", bytes)).isNotEmpty();
  }

  @Test
  void finds_it_in_a_packed_file(@TempDir Path folder) throws IOException {
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("packed.gz")))) {
      out.write(TEXT.repeat(3).getBytes(StandardCharsets.UTF_8));
    }

    assertThat(Traces.of(TEXT).below(folder)).anyMatch(each -> each.contains("unpacked"));
  }

  @Test
  void finds_it_across_the_blocks_of_a_file_and_nothing_else(@TempDir Path folder)
      throws IOException {
    byte[] large = new byte[(1 << 20) + 100];
    System.arraycopy(RAW, 0, large, (1 << 20) - 7, RAW.length);
    Files.write(folder.resolve("large"), large);
    Files.writeString(folder.resolve("other"), "a-text/to+look-fo");

    List<String> found = Traces.of(TEXT).below(folder);

    assertThat(found).singleElement().asString().startsWith("large: raw in large at 1048570");
  }
}

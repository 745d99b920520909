package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret is taken as it was given or not at all. */
class SecretsAsTypedTest {
  private static final byte[] LATIN = "s\u00fcss\n".getBytes(StandardCharsets.ISO_8859_1);

  @TempDir private Path data;

  private static String typed(byte[] bytes) throws IOException {
    return new String(ControllingTerminal.typed(new ByteArrayInputStream(bytes)));
  }

  @Test
  void what_is_piped_and_is_not_utf8_is_not_sent() {
    try (FakeServer node = new FakeServer()) {
      Ran ran =
          Ran.piped(
              LATIN,
              () ->
                  Ran.kai(
                      data,
                      node,
                      "secrets",
                      "put",
                      "mine",
                      "--to",
                      "api.example.com",
                      "--value-stdin"));

      assertThat(ran.exit()).isEqualTo(Kai.USAGE);
      assertThat(ran.err()).contains("not UTF-8");
      assertThat(node.asked("PUT /api/v1/secrets/mine")).isEmpty();
    }
  }

  @Test
  void what_is_typed_and_is_not_utf8_is_not_taken() {
    assertThatIOException().isThrownBy(() -> typed(LATIN)).withMessageContaining("not UTF-8");
  }

  @Test
  void a_line_that_the_terminal_may_have_cut_is_not_taken() throws Exception {
    String whole = "x".repeat(4_094);

    assertThat(typed((whole + "\n").getBytes(StandardCharsets.UTF_8))).isEqualTo(whole);
    assertThatIOException()
        .isThrownBy(() -> typed((whole + "x\n").getBytes(StandardCharsets.UTF_8)))
        .withMessageContaining("pipe it in");
  }
}

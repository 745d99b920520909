package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.spi.EgressRequest;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A plugin's text does not become another line of the head, which carries the owner's credentials.
 * U+0120, U+010D and U+010A are letters to {@link URI}; cut down to a byte they are a space, a
 * carriage return and a line feed.
 */
class InjectionTest {
  private static final String OK = ScriptedUpstream.reply("200 OK", "text/plain", "fine");

  private final Gates gates = new Gates();

  @AfterEach
  void close() {
    gates.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/x\u0120HTTP/1.1\u010D\u010Ahost:inside\u010D\u010A\u010D\u010AGET\u0120/admin",
        "/x?q=\u0120HTTP/1.1\u010D\u010Ahost:inside",
        "/caf\u00e9",
        "/\u00ff",
        "/\u212A",
      })
  void aTargetIsOfVisibleAsciiAlone(String target) throws IOException {
    gates.environment.put("KAI_SECRET_X", "owners-credential");
    try (ScriptedUpstream upstream = ScriptedUpstream.always(OK);
        ServiceEgress egress =
            gates.bound(
                Definitions.wanting("header", "x-key", "{value}", true, "{config.baseUrl}"),
                Definitions.spec(Map.of("apiKey", "KAI_SECRET_X")),
                Gates.config(upstream.origin()))) {
      var refused = Gates.refusal(egress.send(Gates.get(URI.create(upstream.origin() + target))));

      assertThat(refused.code()).isEqualTo(ErrorCode.EGRESS_REFUSED);
      assertThat(upstream.connections).hasValue(0);
    }
  }

  @ParameterizedTest
  @CsvSource({"x-a, 1\u010D\u010Ax-b: 2", "x-a, caf\u0119", "x-\u0161, 1", "x-a\u010A, 1"})
  void aHeaderIsNoOtherAlphabets(String name, String value) throws IOException {
    try (ScriptedUpstream upstream = ScriptedUpstream.always(OK);
        ServiceEgress egress = gates.to(upstream.origin())) {
      EgressRequest request =
          new EgressRequest(
              "GET", upstream.uri("/x"), Map.of(name, value), new byte[0], Gates.LONG, Gates.LONG);

      assertThat(Gates.refusal(egress.send(request)).code()).isEqualTo(ErrorCode.EGRESS_REFUSED);
      assertThat(upstream.connections).hasValue(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\u0000", "\u007f", "\u010A", "\u010D", "\u0120", "\uD83D"})
  void theHeadItselfTakesNone(String text) {
    HeadBytes head = new HeadBytes().text("x-key: ").bytes(new byte[] {1, 2, 3});

    assertThatThrownBy(() -> head.text("a" + text))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("egress.refused");
    assertThat(head.taken()).containsOnly((byte) 0);
  }

  @Test
  void whatAHeadMayHaveIsWrittenAsItIs() {
    assertThat(new HeadBytes().text("a\t\u00e9").line().taken())
        .containsExactly('a', '\t', 0xe9, '\r', '\n');
  }

  @Test
  void aRedirectToOtherLettersIsNotFollowed() throws IOException {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.always(
                "HTTP/1.1 302 F\r\nlocation: /caf\u00e9\r\ncontent-length: 0\r\n\r\n");
        ServiceEgress egress = gates.to(upstream.origin())) {
      assertThat(Gates.refusal(egress.send(Gates.get(upstream.uri("/x")))).code())
          .isEqualTo(ErrorCode.UPSTREAM_INVALID);
      assertThat(upstream.asked).hasSize(1);
    }
  }
}

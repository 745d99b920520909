package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlInputTest {
  private static JsonNode parse(String text) {
    return YamlInput.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void yaml_is_read_as_the_json_that_it_is() {
    String yaml =
        """
        # what should be
        kai: 1
        services:
          gpu:
            definition: openai-compatible@^1
            enabled: true
            config: {baseUrl: "http://gpu", ratio: 1.5, models: [a, 'b: c']}
            labels:
              site: "01"
              none: null
            text: |
              two
              lines
        """;

    assertThat(Json.parse(Json.bytes(parse(yaml))))
        .isEqualTo(
            Json.parse(
                """
                {"kai":1,"services":{"gpu":{"definition":"openai-compatible@^1","enabled":true,
                 "config":{"baseUrl":"http://gpu","ratio":1.5,"models":["a","b: c"]},
                 "labels":{"site":"01","none":null},"text":"two\\nlines\\n"}}}"""));
    assertThat(parse("{\"kai\": 1, \"a\": [true, \"x\"]}"))
        .isEqualTo(Json.parse("{\"kai\":1,\"a\":[true,\"x\"]}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# only a comment",
        "a: [1",
        "a: 1\na: 2",
        "x: {b: 1, c: 2, b: 3}",
        "a: &x [1]",
        "a: &x [1]\nb: [*x, *x]",
        "a: &x {b: 1}\nc: {<<: *x}",
        "a: {<<: {b: 1}}",
        "a: !!java.net.URL [http://x]",
        "a: !secret x",
        "a: 1\n---\nb: 2",
        "a: \t- x",
        "\u0000"
      })
  void what_is_more_or_less_than_json_is_refused(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOfSatisfying(
            RejectedException.class,
            e -> {
              assertThat(e.rejection().code()).isEqualTo(ErrorCode.REQUEST_MALFORMED);
              assertThat(e.rejection().remedy()).isNotBlank();
            });
  }

  @Test
  void a_bomb_of_anchors_is_refused_before_it_unfolds() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 30; i++) {
      String last = "*a" + (i - 1);
      bomb.append(
          "a%d: &a%d [%s]\n".formatted(i, i, String.join(",", Collections.nCopies(9, last))));
    }

    assertThatThrownBy(() -> parse(bomb.toString()))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("anchors");
  }

  @Test
  void what_is_too_large_or_too_deep_is_refused() {
    assertThatThrownBy(() -> parse("a: " + "x".repeat(YamlInput.MOST_BYTES)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("larger");
    assertThatThrownBy(() -> parse("[".repeat(2_000) + "]".repeat(2_000)))
        .isInstanceOf(RejectedException.class);
    assertThatThrownBy(() -> parse("- ".repeat(2_000) + "x")).isInstanceOf(RejectedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: 1e400", "a: -1e999"})
  void a_number_that_is_not_finite_is_refused(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOfSatisfying(
            RejectedException.class,
            e -> assertThat(e.rejection().code()).isEqualTo(ErrorCode.INPUT_NOT_FINITE));
  }
}

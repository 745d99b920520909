package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.cli.FakeServer.Answer;
import io.kaicd.contract.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code config set} and {@code unset} make of what is typed. */
class ProfilePatchTest {
  private static final String LINE = "PATCH /api/v1/profiles/dev?dryRun=false";

  private final FakeServer node = new FakeServer().on(LINE, Answer.ok("{}"));
  @TempDir private Path data;

  @AfterEach
  void stop() {
    node.close();
  }

  private Ran config(String verb, String... words) {
    List<String> all = new ArrayList<>(List.of("config", verb, "dev"));
    all.addAll(List.of(words));
    return Ran.kai(data, node, all.toArray(String[]::new));
  }

  private JsonNode sent() {
    return node.asked(LINE).getLast().json();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "user.a=1                | {\"user\":{\"a\":1}}",
        "user.a=text             | {\"user\":{\"a\":\"text\"}}",
        "user.a=\"1\"            | {\"user\":{\"a\":\"1\"}}",
        "user.a=a=b              | {\"user\":{\"a\":\"a=b\"}}",
        "user.a=                 | {\"user\":{\"a\":\"\"}}",
        "user.a=2026-11-01       | {\"user\":{\"a\":\"2026-11-01\"}}",
        "user.a={\"b\":[1,null]} | {\"user\":{\"a\":{\"b\":[1,null]}}}",
        "/user/a.b=1             | {\"user\":{\"a.b\":1}}",
        "/user/a~1b=1            | {\"user\":{\"a/b\":1}}",
        "/user/~01=1             | {\"user\":{\"~1\":1}}",
      })
  void a_key_is_a_path_and_a_value_is_json_or_else_text(String typed, String patch) {
    assertThat(config("set", typed).exit()).isZero();
    assertThat(sent()).isEqualTo(Json.parse(patch));
  }

  @Test
  void many_are_one_change() {
    assertThat(config("set", "user.a.x=1", "user.a.y=2", "user.ab=3").exit()).isZero();
    assertThat(sent()).isEqualTo(Json.parse("{\"user\":{\"a\":{\"x\":1,\"y\":2},\"ab\":3}}"));
    assertThat(config("unset", "user.a.x", "/user/ab").exit()).isZero();
    assertThat(sent()).isEqualTo(Json.parse("{\"user\":{\"a\":{\"x\":null},\"ab\":null}}"));
  }

  @ParameterizedTest
  @CsvSource({
    "user.a=1, user.a.b=2",
    "user.a.b=2, user.a=1",
    "user.a=1, user.a=2",
    "user.a=1, /user/a=1",
    "user.a={}, user.a.b=1"
  })
  void none_undoes_another(String first, String second) {
    Ran ran = config("set", first, second);

    assertThat(ran.exit()).isEqualTo(Kai.USAGE);
    assertThat(ran.err()).contains("the same value");
    assertThat(node.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user.x=1e400",
        "user.x={\"a\":1,\"a\":2}",
        "user.x={\"a\"",
        "user.x=[1,]",
        "user.x=\"a",
        "/user/a~2b=1",
        "/user/a~=1",
        "=1",
        "user.a"
      })
  void what_is_meant_as_json_and_is_none_is_no_text(String typed) {
    Ran ran = config("set", typed);

    assertThat(ran.exit()).isEqualTo(Kai.USAGE);
    assertThat(node.asked()).isEmpty();
  }
}

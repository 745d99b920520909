package io.kaicd.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.capability.CompiledSchema;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.History;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileRoutesTest {
  private static final String DEV = "/api/v1/profiles/dev";

  private final Door door = Door.open();

  @AfterEach
  void stop() {
    door.close();
  }

  private HttpResponse<String> post(String path, String body) {
    return door.send(door.json("POST", path, body));
  }

  /** As the OpenAPI document says it is. */
  private void conforms(String schema, HttpResponse<String> reply) {
    JsonNode document = Door.body(door.get("/openapi.json"));
    JsonNode root =
        Json.shared()
            .createObjectNode()
            .put("$ref", "#/components/schemas/" + schema)
            .set("components", document.path("components"));
    assertThat(CompiledSchema.of(root).check(Door.body(reply))).isEmpty();
  }

  @Test
  void a_promotion_s_if_match_is_of_its_source_and_the_body_guards_the_target() {
    var reply =
        door.send(
            door.json("POST", DEV + "/promote", "{\"to\":\"prod\",\"ifTarget\":3}")
                .header("If-Match", "\"7\""));

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(door.configuration.writes)
        .containsExactly(
            new ConfigurationWrite.Promote(
                "dev", new Precondition.Generation(7), "prod", List.of()));
    assertThat(door.configuration.options.getFirst().precondition())
        .isEqualTo(new Precondition.Generation(3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"user":{"a/b":[1,"x\\ud83d"]}}       | /user/a~1b/1
          {"user":{"x":"\\ude00\\ud83d"}}       | /user/x
          {"user":{"\\ud83d":1}}                | ''
          """)
  void half_a_character_is_no_text_that_can_be_kept(String body, String pointer) {
    var reply = door.send(door.json("PATCH", DEV, body));

    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(Door.body(reply).path("code").asText()).isEqualTo("request.malformed");
    assertThat(Door.body(reply).at("/errors/0/pointer").asText()).isEqualTo(pointer);
    assertThat(door.configuration.writes).isEmpty();
  }

  @Test
  void a_character_in_two_halves_is_whole() {
    String escaped = "{\"user\":{\"x\":\"\\ud83d\\ude00\"}}";

    assertThat(door.send(door.json("PATCH", DEV, escaped)).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                            | /to
          {"to":""}                     | /to
          {"to":"prod","ifTarget":"3"}  | /ifTarget
          """)
  void a_promotion_says_what_it_lacks(String body, String pointer) {
    var reply = post(DEV + "/promote", body);

    assertThat(reply.statusCode()).isEqualTo(422);
    assertThat(Door.body(reply).at("/errors/0/pointer").asText()).isEqualTo(pointer);
  }

  @Test
  void the_answer_is_the_profile_as_this_write_left_it() {
    door.configuration.meanwhile = door.configuration::step;

    var reply = door.send(door.json("PATCH", DEV, "{\"user\":{\"b\":2}}"));

    assertThat(reply.headers().firstValue("ETag")).contains("\"4\"");
    assertThat(Door.body(reply).path("layer"))
        .isEqualTo(Json.parse("{\"user\":{\"a\":1,\"b\":2}}"));
    assertThat(door.get(DEV).headers().firstValue("ETag")).contains("\"5\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                | 'to'
          ?from=3           | 'to'
          ?from=x&to=3      | 'from'
          ?from=3&to=prod   | 'to'
          """)
  void a_difference_names_the_parameter_that_is_wrong(String query, String parameter) {
    var reply = door.get(DEV + "/diff" + query);

    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(Door.body(reply).path("detail").asText()).contains("'" + parameter + "'");
  }

  @Test
  void a_difference_is_between_versions_or_times() {
    assertThat(door.get(DEV + "/diff?from=3&to=5").statusCode()).isEqualTo(200);
    assertThat(door.get(DEV + "/diff?from=2026-11-01T00:00:00Z&to=5").statusCode()).isEqualTo(200);
    assertThat(door.get(DEV + "/diff?from=99&to=5").statusCode()).isEqualTo(404);
    assertThat(door.get(DEV + "/diff?to=dev").statusCode()).isEqualTo(200);

    assertThat(door.configuration.asked)
        .containsExactly(
            "difference dev AtVersion[version=3] AtVersion[version=5]",
            "difference dev AtTime[time=2026-11-01T00:00:00Z] AtVersion[version=5]",
            "difference dev AtVersion[version=99] AtVersion[version=5]");
  }

  @Test
  void versions_come_in_pages_and_say_what_they_undo() {
    var first = door.get(DEV + "/versions?limit=1");
    String next = Door.body(first).path("next").asText();
    var last = door.get(DEV + "/versions?limit=1&cursor=" + next);

    conforms("ProfileVersions", first);
    conforms("ProfileVersions", last);
    assertThat(Door.body(first).at("/items/0/undoes").asInt()).isEqualTo(2);
    assertThat(Door.body(last).path("next").isNull()).isTrue();
    assertThat(door.configuration.asked)
        .containsExactly(
            "versions dev below %d, 1".formatted(History.NEWEST), "versions dev below 3, 1");
    assertThat(door.get(DEV + "/versions?cursor=x").statusCode()).isEqualTo(400);
  }

  @Test
  void a_parent_is_not_cleared_by_what_does_not_name_it() {
    var nothing =
        door.send(door.request(DEV).PUT(java.net.http.HttpRequest.BodyPublishers.noBody()));
    var empty = door.send(door.json("PUT", DEV, "{}"));
    assertThat(nothing.statusCode()).isEqualTo(422);
    assertThat(empty.statusCode()).isEqualTo(422);
    assertThat(Door.body(empty).at("/errors/0/pointer").asText()).isEqualTo("/parent");
    assertThat(door.configuration.writes).isEmpty();

    door.send(door.json("PUT", DEV, "{\"parent\":null}"));

    assertThat(door.configuration.writes)
        .containsExactly(new ConfigurationWrite.SetParent("dev", ""));
  }

  @Test
  void clashes_stand_beside_the_whole_effective_configuration() {
    JsonNode effective = Door.body(door.get(DEV + "/effective"));

    assertThat(effective.at("/user/a").asInt()).isEqualTo(1);
    assertThat(effective.at("/clashes/0").asText()).contains("KAI_CONFIG_X__Y");
  }

  @Test
  void clashes_stand_in_an_explanation() {
    var reply = door.get(DEV + "/explain?key=services.gpu");

    conforms("Explanation", reply);
    assertThat(Door.body(reply).at("/clashes/0").asText()).contains("KAI_CONFIG_X__Y");
  }
}

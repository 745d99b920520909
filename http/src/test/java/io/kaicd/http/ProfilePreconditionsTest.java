package io.kaicd.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.json.Json;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What must hold of a profile before it is changed; it is at version 3. */
class ProfilePreconditionsTest {
  private static final String DEV = "/api/v1/profiles/dev";

  private final Door door = Door.open();

  @AfterEach
  void stop() {
    door.close();
  }

  private static void problem(HttpResponse<String> reply, int status, String code) {
    JsonNode problem = Door.body(reply);
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
    assertThat(problem.path("code").asText()).isEqualTo(code);
    assertThat(problem.path("detail").asText()).isNotBlank();
    assertThat(problem.path("remedy").asText()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PATCH  |           | {"user":{}}                  | 200
          PUT    |           | {"parent":null}              | 200
          POST   | /activate | ''                           | 200
          POST   | /rollback | {"version":1}                | 200
          DELETE |           | ''                           | 204
          """)
  void a_change_is_of_the_version_that_was_read(
      String method, @Nullable String path, String body, int done) {
    String at = DEV + (path == null ? "" : path);

    problem(door.send(door.json(method, at, body).header("If-Match", "\"2\"")), 412, "write.stale");
    assertThat(door.configuration.writes).isEmpty();
    var reply = door.send(door.json(method, at, body).header("If-Match", "\"3\""));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(done);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"parent":"prod"} | prod
          {}                | ''
          """)
  void what_is_to_be_made_anew_and_is_there_is_left_as_it_is(String body, String parent) {
    problem(
        door.send(door.json("PUT", DEV, body).header("If-None-Match", "*")), 412, "write.stale");

    assertThat(door.configuration.writes).isEmpty();
    assertThat(door.configuration.refused)
        .containsExactly(new ConfigurationWrite.CreateProfile("dev", parent));
  }

  @Test
  void an_import_hands_on_what_was_seen() {
    String document = "{\"profiles\":{},\"ifVersions\":{\"dev\":3}}";

    problem(
        door.send(
            door.json("POST", "/api/v1/configuration/import", document)
                .header("If-None-Match", "*")),
        412,
        "write.stale");

    assertThat(door.configuration.refused)
        .containsExactly(new ConfigurationWrite.Import(Json.parse(document)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          seven | | If-Match is no ETag
          3     | | If-Match is no ETag
          "x"   | | If-Match is no ETag
          ""    | | If-Match is no ETag
          W/"3" | | If-Match is no ETag
          *     | | If-Match is no ETag
                | "3" | only understood as *
          "3"   | *   | exclude each other
          """)
  void what_is_no_precondition_is_refused(
      @Nullable String match, @Nullable String noneMatch, String detail) {
    var request = door.json("PATCH", DEV, "{\"user\":{}}");
    if (match != null) {
      request.header("If-Match", match);
    }
    if (noneMatch != null) {
      request.header("If-None-Match", noneMatch);
    }

    var reply = door.send(request);

    problem(reply, 400, "request.malformed");
    assertThat(Door.body(reply).path("detail").asText()).contains(detail);
    assertThat(Door.body(reply).path("remedy").asText()).contains("If-Match", "If-None-Match: *");
    assertThat(door.configuration.writes).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ?dryRun=maybe            | {"user":{}}
          ?dryRun=true&dryRun=true | {"user":{}}
          ?force=true              | {"user":{}}
                                   | {"user"
                                   | ''
          """)
  void a_query_or_body_that_is_none_is_refused(@Nullable String query, String body) {
    String at = DEV + (query == null ? "" : query);

    problem(door.send(door.json("PATCH", at, body)), 400, "request.malformed");

    assertThat(door.configuration.writes).isEmpty();
  }
}

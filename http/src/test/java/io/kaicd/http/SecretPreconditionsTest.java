package io.kaicd.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What must hold of a secret before it is changed; it is at version 1. */
class SecretPreconditionsTest {
  private static final String OPENAI = "/api/v1/secrets/openai";
  private static final String WISH = "{\"value\":\"v\",\"allow\":[{\"host\":\"a.example\"}]}";

  private final Door door = Door.open();

  @BeforeEach
  void put() {
    door.send(door.json("PUT", OPENAI, WISH));
    door.vault.handed.clear();
  }

  @AfterEach
  void stop() {
    door.close();
  }

  private void stale(HttpResponse<String> reply) {
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(412);
    assertThat(Door.body(reply).path("code").asText()).isEqualTo("write.stale");
    assertThat(door.vault.handed).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PUT    |           | {"value":"v","allow":[{"host":"a.example"}]} | 200
          POST   | /rotate   | {"value":"v"}                                | 200
          POST   | /rollback | {"version":1}                                | 200
          POST   | /expire   | {"at":null}                                  | 200
          DELETE |           | ''                                           | 204
          """)
  void a_change_is_of_the_version_that_was_read(
      String method, @Nullable String path, String body, int done) {
    String at = OPENAI + (path == null ? "" : path);

    stale(door.send(door.json(method, at, body).header("If-Match", "\"2\"")));
    stale(door.send(door.json(method, at, body).header("If-None-Match", "*")));
    var malformed = door.send(door.json(method, at, body).header("If-Match", "1"));
    assertThat(malformed.statusCode()).isEqualTo(400);
    assertThat(door.vault.handed).isEmpty();
    var reply = door.send(door.json(method, at, body).header("If-Match", "\"1\""));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(done);
    assertThat(reply.headers().firstValue("ETag").orElse("none"))
        .isEqualTo(done == 204 ? "none" : "\"1\"");
  }

  @Test
  void what_must_be_new_is_made_where_nothing_is_and_what_must_be_there_is_not() {
    String other = "/api/v1/secrets/other";

    stale(door.send(door.json("PUT", other, WISH).header("If-Match", "\"1\"")));
    var made = door.send(door.json("PUT", other, WISH).header("If-None-Match", "*"));

    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(door.get(other).headers().firstValue("ETag")).hasValue("\"1\"");
  }
}

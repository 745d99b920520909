package io.kaicd.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyRoutesTest {
  private static final String KEYS = "/api/v1/keys";
  private static final String WISH = "{\"id\":\"app\",\"scopes\":[\"read\"]}";

  private final Door door = Door.open();

  @AfterEach
  void close() {
    door.close();
  }

  private HttpResponse<String> ask(String method, String path, String body) {
    return door.send(door.json(method, path, body));
  }

  @Test
  void a_dry_run_makes_no_key_and_tells_no_token() {
    HttpResponse<String> dry = ask("POST", KEYS + "?dryRun=true", WISH);

    assertThat(dry.statusCode()).isEqualTo(200);
    assertThat(Door.body(dry).path("dryRun").asBoolean()).isTrue();
    assertThat(Door.body(dry).path("created").asBoolean()).isTrue();
    assertThat(dry.body()).doesNotContain("token", "kai_");
    assertThat(door.namedKeys.all()).isEmpty();
    HttpResponse<String> refused = ask("POST", KEYS + "?dryRun=true", "{\"id\":\"app\"}");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("key.invalid");
  }

  @Test
  void a_dry_run_revokes_no_key() {
    JsonNode made = Door.body(ask("POST", KEYS, WISH));
    HttpResponse<String> dry = ask("DELETE", KEYS + "/app?dryRun=true", "");
    HttpResponse<String> unknown = ask("DELETE", KEYS + "/other?dryRun=true", "");

    assertThat(made.path("token").isTextual()).isTrue();
    assertThat(dry.statusCode()).isEqualTo(200);
    assertThat(Door.body(dry).path("changed").asBoolean()).isTrue();
    assertThat(door.namedKeys.all()).hasSize(1);
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(ask("DELETE", KEYS + "/app", "").statusCode()).isEqualTo(204);
    assertThat(door.namedKeys.all()).isEmpty();
  }
}

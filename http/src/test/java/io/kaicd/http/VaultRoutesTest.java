package io.kaicd.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.capability.CompiledSchema;
import io.kaicd.contract.json.Json;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaultRoutesTest {
  private static final String PUT =
      "{\"value\":\"v-1\",\"allow\":[{\"host\":\"api.example.com\",\"path\":\"/v1\"}]}";

  private final Door door = Door.open();

  @AfterEach
  void stop() {
    door.close();
  }

  private HttpResponse<String> post(String path, String body) {
    return door.send(door.json("POST", path, body));
  }

  private HttpResponse<String> put(String body) {
    return door.send(door.json("PUT", "/api/v1/secrets/openai", body));
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
  void theVaultIsSetUpOpenedAndLocked() {
    assertThat(door.get("/api/v1/vault").body()).isEqualTo("{\"state\":\"unset\"}");

    HttpResponse<String> setUp =
        post("/api/v1/vault/setup", "{\"passphrase\":\"correct horse battery\"}");
    HttpResponse<String> locked = post("/api/v1/vault/lock", "");
    HttpResponse<String> wrong = post("/api/v1/vault/unlock", "{\"passphrase\":\"wrong\"}");
    HttpResponse<String> opened = post("/api/v1/vault/unlock", "{\"passphrase\":\"right one\"}");

    assertThat(Door.body(setUp).path("remainingSeconds").asInt()).isEqualTo(900);
    conforms("Vault", setUp);
    conforms("Vault", locked);
    assertThat(locked.body()).contains("\"locked\"");
    assertThat(wrong.statusCode()).isEqualTo(403);
    assertThat(wrong.body()).contains("vault.passphrase-wrong").doesNotContain("\"wrong\"");
    conforms("Vault", opened);
    assertThat(door.vault.handed)
        .containsExactly("setup correct horse battery by admin", "lock", "unlock right one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "setup | {\"root\":\"key-file\"} | setup KEY_FILE",
        "setup | {\"root\":\"environment\"} | setup ENVIRONMENT",
        "unlock | {} | unlock",
        "passphrase | {\"passphrase\":\"a\",\"next\":\"b\"} | change a to b",
        "passphrase | {\"next\":\"b\"} | change none to b",
        "root | {\"root\":\"key-file\"} | root KEY_FILE",
        "rotate | {} | rotate",
        "auto-lock | {\"after\":\"at-restart\"} | auto-lock AT_RESTART",
      })
  void whatIsAskedReachesTheVault(String path, String body, String handed) {
    assertThat(post("/api/v1/vault/" + path, body).statusCode()).isEqualTo(200);

    assertThat(door.vault.handed).containsExactly(handed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "setup | {}",
        "setup | {\"root\":\"passphrase\"}",
        "setup | {\"passphrase\":\"a\",\"root\":\"key-file\"}",
        "setup | {\"passphrase\":7}",
        "unlock | {\"password\":\"a\"}",
        "lock | {\"now\":true}",
        "passphrase | {\"passphrase\":\"a\"}",
        "auto-lock | {\"after\":\"2\"}",
        "auto-lock | {\"after\":15}",
      })
  void whatIsWrongIsRefusedAndTellsNothing(String path, String body) {
    HttpResponse<String> reply = post("/api/v1/vault/" + path, body);

    assertThat(reply.statusCode()).isEqualTo(422);
    assertThat(door.vault.handed).isEmpty();
  }

  @Test
  void aSecretGoesInAndItsValueDoesNotComeOut() {
    HttpResponse<String> made = put(PUT);
    HttpResponse<String> again = put(PUT);
    HttpResponse<String> one = door.get("/api/v1/secrets/openai");
    HttpResponse<String> all = door.get("/api/v1/secrets");

    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(again.statusCode()).isEqualTo(200);
    conforms("Secret", one);
    for (HttpResponse<String> reply : java.util.List.of(made, again, one)) {
      assertThat(reply.body()).contains("api.example.com").doesNotContain("v-1");
    }
    conforms("SecretList", all);
    assertThat(door.vault.handed).containsExactly("put openai v-1", "put openai v-1");
  }

  /** Whether a secret opens is asked of a store, for each version: for a page alone, then. */
  @Test
  void secretsAreLookedAtAPageAtATimeAndAStoreThatIsAwayIsSaid() {
    for (String name : java.util.List.of("a", "b", "c")) {
      door.send(door.json("PUT", "/api/v1/secrets/" + name, PUT));
    }

    JsonNode first = Door.body(door.get("/api/v1/secrets?limit=2"));
    assertThat(door.vault.asked).containsExactly("a", "b");
    JsonNode second =
        Door.body(door.get("/api/v1/secrets?limit=2&cursor=" + first.path("next").asText()));

    assertThat(first.path("items")).hasSize(2);
    assertThat(second.at("/items/0/name").asText()).isEqualTo("c");
    assertThat(second.path("next").isNull()).isTrue();
    door.vault.away = true;
    assertThat(door.get("/api/v1/secrets").statusCode()).isEqualTo(503);
    assertThat(door.get("/api/v1/secrets/a").statusCode()).isEqualTo(503);
  }

  @Test
  void aSecretIsRotatedRolledBackExpiredAndDeleted() {
    put(PUT);
    String path = "/api/v1/secrets/openai";
    post(path + "/rotate", "{\"value\":\"v-2\"}");
    post(path + "/rollback", "{\"version\":1}");
    post(path + "/expire", "{\"at\":\"2027-01-31T12:00:00Z\"}");
    post(path + "/expire", "{\"at\":null}");
    assertThat(door.send(door.json("DELETE", path, "")).statusCode()).isEqualTo(204);

    assertThat(door.vault.handed)
        .containsExactly(
            "put openai v-1",
            "rotate openai v-2",
            "rollback openai 1",
            "expire openai 2027-01-31T12:00:00Z",
            "expire openai null",
            "delete openai");
    assertThat(door.get(path).statusCode()).isEqualTo(404);
    assertThat(post(path + "/rotate", "{\"value\":\"v-3\"}").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"allow\":[{\"host\":\"a.example\"}]}",
        "{\"value\":\"v\"}",
        "{\"value\":\"v\",\"allow\":[]}",
        "{\"value\":\"v\",\"allow\":[\"a.example\"]}",
        "{\"value\":\"v\",\"allow\":[{\"host\":\"a.example\",\"path\":\"v1\"}]}",
        "{\"value\":\"v\",\"allow\":[{\"host\":\"a.example\"}],\"expires\":\"soon\"}",
        "{\"value\":\"v\",\"allow\":[{\"host\":\"a.example\"}],\"extra\":1}",
        "{\"value\":5,\"allow\":[{\"host\":\"a.example\"}]}",
        "{\"value\":\"v\",\"allow\":[{\"host\":\"a.example\",\"pth\":\"/v1\"}]}",
        "{\"value\":\"v\",\"allow\":[{\"host\":\"a.example\",\"path\":7}]}",
        "{\"value\":\"v\",\"allow\":[{\"host\":\"a.example\",\"path\":null}]}",
        "{\"value\":\"v\",\"allow\":{\"one\":{\"host\":\"a.example\"}}}",
        "{\"value\":\"v\",\"allow\":[{\"host\":\"a.example\"}],\"expires\":5}",
      })
  void aSecretThatLacksSomethingIsRefused(String body) {
    assertThat(put(body).statusCode()).isEqualTo(422);
    assertThat(door.vault.handed).isEmpty();
  }

  /** Without it the expiry would go, which is said by null alone. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{}", "{\"at\":5}", "{\"at\":\"soon\"}", "{\"at\":null,\"more\":1}", "[]"})
  void anExpiryThatIsNotSaidIsRefused(String body) {
    put(PUT);

    HttpResponse<String> reply = post("/api/v1/secrets/openai/expire", body);

    assertThat(reply.statusCode()).isEqualTo(422);
    assertThat(door.vault.handed).containsExactly("put openai v-1");
  }

  /** Whoever may change secrets and not read them would else read by a change of nothing. */
  @Test
  void anAnswerToAChangeTellsWhatItLeftAndNothingOfOtherVersions() {
    HttpResponse<String> made = put(PUT);
    String path = "/api/v1/secrets/openai";

    for (HttpResponse<String> reply :
        java.util.List.of(
            made,
            post(path + "/rotate", "{\"value\":\"v-2\"}"),
            post(path + "/rollback", "{\"version\":1}"),
            post(path + "/expire", "{\"at\":null}"))) {
      assertThat(reply.body())
          .isEqualTo(
              "{\"name\":\"openai\",\"version\":1,"
                  + "\"allow\":[{\"host\":\"api.example.com\",\"path\":\"/v1\"}],"
                  + "\"expires\":null}");
      conforms("ChangedSecret", reply);
    }
  }

  @Test
  void secretsAreMovedSealed() {
    HttpResponse<String> out = post("/api/v1/vault/export", "{\"passphrase\":\"p-1\"}");
    HttpResponse<String> in =
        post("/api/v1/vault/import", "{\"passphrase\":\"p-1\",\"sealed\":{\"format\":\"x\"}}");

    conforms("SealedSecrets", out);
    assertThat(Door.body(out).at("/skipped/0/name").asText()).isEqualTo("old");
    conforms("ImportedSecrets", in);
    assertThat(door.vault.handed).containsExactly("export p-1", "import {\"format\":\"x\"} p-1");
    assertThat(post("/api/v1/vault/export", "{}").statusCode()).isEqualTo(422);
    assertThat(post("/api/v1/vault/import", "{\"sealed\":{}}").statusCode()).isEqualTo(422);
  }

  @Test
  void anImportMayBeAsLargeAsTheLargestExport() {
    String box = "A".repeat((22 << 20) / 3 * 4 + 4096); // 22 MiB in Base64, and what is around it

    var reply =
        post(
            "/api/v1/vault/import",
            "{\"passphrase\":\"p-1\",\"sealed\":{\"box\":\"%s\"}}".formatted(box));

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(door.vault.handed).singleElement().asString().hasSizeGreaterThan(box.length());
  }

  @Test
  void whoMayReadMayNotChange() {
    for (String path : java.util.List.of("/api/v1/vault/lock", "/api/v1/secrets/a/rotate")) {
      var reply =
          door.send(
              door.bare(path)
                  .header("Authorization", "Bearer " + Door.READER)
                  .header("Content-Type", "application/json")
                  .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}")));
      assertThat(reply.statusCode()).isEqualTo(403);
      assertThat(reply.body()).contains("auth.forbidden");
    }
  }
}

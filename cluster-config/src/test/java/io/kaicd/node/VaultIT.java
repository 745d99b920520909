package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vault of a real node, and a service whose requests carry a secret of it. */
class VaultIT {
  private static final String CHAT =
      "{\"model\":\"m1\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
  private static final String PASSPHRASE = "{\"passphrase\":\"correct horse battery\"}";

  @TempDir private Path folder;
  private EchoUpstream upstream;
  private Node node;
  private Api api;

  @BeforeEach
  void start() throws Exception {
    upstream = new EchoUpstream();
    startNode();
  }

  private void startNode() throws Exception {
    node =
        Node.start(
            new NodeOptions(
                folder.resolve("data"),
                "127.0.0.1",
                0,
                "central",
                Set.of(),
                "leveldb",
                "127.0.0.1",
                0,
                List.of()));
    api = new Api(node.address(), Files.readString(node.tokenFile()).strip());
  }

  private void restart() throws Exception {
    node.close();
    startNode();
  }

  @AfterEach
  void stop() {
    node.close();
    upstream.close();
  }

  private Api.Answer put(String name, String value) throws Exception {
    return api.put(
        "/api/v1/secrets/" + name,
        "{\"value\":\"%s\",\"allow\":[{\"host\":\"%s\",\"path\":\"/v1\"}]}"
            .formatted(value, upstream.host()));
  }

  private void addService(String secret) throws Exception {
    UpService.add(api, upstream, secret);
  }

  private Api.Answer chat() throws Exception {
    return api.post("/api/v1/services/up/capabilities/llm_chat/chat", CHAT);
  }

  private String state() throws Exception {
    return api.get("/api/v1/vault").body().path("state").asText();
  }

  private List<Path> wrapped() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("data/vault/keys"))) {
      return files.toList();
    }
  }

  @Test
  void a_secret_is_sent_while_the_vault_is_open_and_other_calls_go_on_when_it_is_not()
      throws Exception {
    assertThat(put("openai", "value-of-the-owner").code()).isEqualTo("vault.unset");
    assertThat(api.post("/api/v1/vault/setup", PASSPHRASE).status()).isEqualTo(200);
    assertThat(put("openai", "value-of-the-owner").status()).isEqualTo(201);
    addService("openai");

    Api.Answer answered = chat();

    assertThat(upstream.credentials).contains("Bearer value-of-the-owner");
    assertThat(answered.status()).isEqualTo(200);
    assertThat(answered.body().at("/choices/0/message/content").asText())
        .isEqualTo("got Bearer ******************");
    assertThat(api.get("/api/v1/secrets/openai").body().path("lastUsed").isTextual()).isTrue();
    assertThat(api.post("/api/v1/vault/lock", "{}").body().path("state").asText())
        .isEqualTo("locked");
    Api.Answer locked = chat();
    assertThat(locked.status()).isEqualTo(423);
    assertThat(locked.code()).isEqualTo("vault.locked");
    assertThat(locked.body().path("remedy").asText()).contains("unlock");
    assertThat(api.call("embedding", "embed", "{\"input\":\"x\"}").status()).isEqualTo(200);
    assertThat(put("other", "value-two").code()).isEqualTo("vault.locked");

    assertThat(api.post("/api/v1/vault/unlock", "{\"passphrase\":\"another one\"}").code())
        .isEqualTo("vault.passphrase-wrong");
    assertThat(chat().status()).isEqualTo(423);
    assertThat(api.post("/api/v1/vault/unlock", PASSPHRASE).status()).isEqualTo(200);
    assertThat(chat().status()).isEqualTo(200);
    Api.Answer key = api.post("/api/v1/keys", "{\"id\":\"app\",\"scopes\":[\"call:llm_chat\"]}");
    Api app = new Api(api.address(), key.body().path("token").asText());
    assertThat(app.call("llm_chat", "chat", CHAT).status()).isEqualTo(200);

    JsonNode begun = api.get("/api/v1/audit?actor=key:app").body().path("items");
    assertThat(begun.findValuesAsText("code")).as("at once").containsExactly("begun");
    restart(); // what was counted is written when a node stops
    assertThat(api.get("/api/v1/audit").body().toString())
        .contains("\"openai\"", "\"owner\"", "\"service:up\"", "\"sent\"", "\"vault.locked\"")
        .contains("vault.passphrase-wrong");
    JsonNode uses = api.get("/api/v1/audit?actor=key:app&code=sent").body().path("items");
    assertThat(uses).hasSize(1);
    assertThat(uses.at("/0/secret").asText()).isEqualTo("openai");
    assertThat(uses.at("/0/count").asInt()).isEqualTo(1);
  }

  @Test
  void a_passphrase_is_typed_after_each_start_and_a_key_file_is_not() throws Exception {
    api.post("/api/v1/vault/setup", PASSPHRASE);
    put("openai", "value-of-the-owner");
    addService("openai");

    restart();
    assertThat(state()).isEqualTo("locked");
    assertThat(api.post("/api/v1/vault/root", "{\"root\":\"key-file\"}").code())
        .isEqualTo("vault.locked");
    api.post("/api/v1/vault/unlock", PASSPHRASE);
    assertThat(api.post("/api/v1/vault/root", "{\"root\":\"key-file\"}").status()).isEqualTo(200);

    restart();
    assertThat(state()).isEqualTo("unlocked");
    UpService.awaitReady(api);
    assertThat(chat().status()).isEqualTo(200);
    api.post("/api/v1/vault/auto-lock", "{\"after\":\"at-restart\"}");

    restart();
    assertThat(state()).isEqualTo("locked");
    assertThat(api.post("/api/v1/vault/unlock", PASSPHRASE).code()).isEqualTo("vault.invalid");
    assertThat(api.post("/api/v1/vault/unlock", "{}").status()).isEqualTo(200);

    assertThat(
            api.post("/api/v1/vault/passphrase", "{\"next\":\"another horse battery\"}").status())
        .isEqualTo(200);
    assertThat(folder.resolve("data/vault/key")).doesNotExist();
    UpService.awaitReady(api);
    assertThat(chat().status()).isEqualTo(200);
  }

  @Test
  void keys_are_rotated_under_use_and_a_deleted_secret_leaves_none() throws Exception {
    api.post("/api/v1/vault/setup", "{\"root\":\"key-file\"}");
    put("openai", "value-of-the-owner");
    put("other", "value-of-another");
    addService("openai");
    assertThat(wrapped()).hasSize(2);
    List<byte[]> before = List.of(Files.readAllBytes(wrapped().getFirst()));

    assertThat(api.post("/api/v1/vault/rotate", "{}").status()).isEqualTo(200);

    assertThat(chat().status()).isEqualTo(200);
    assertThat(Files.readAllBytes(wrapped().getFirst())).isNotEqualTo(before.getFirst());
    assertThat(api.post("/api/v1/secrets/openai/rotate", "{\"value\":\"value-two\"}").status())
        .isEqualTo(200);
    chat();
    assertThat(upstream.credentials.getLast()).isEqualTo("Bearer value-two");
    api.post("/api/v1/secrets/openai/rollback", "{\"version\":1}");
    chat();
    assertThat(upstream.credentials.getLast()).isEqualTo("Bearer value-of-the-owner");
    assertThat(wrapped()).hasSize(3);

    assertThat(api.delete("/api/v1/secrets/openai").status()).isEqualTo(204);

    assertThat(wrapped()).hasSize(1);
    assertThat(chat().code()).isEqualTo("secret.missing");
  }

  @Test
  void a_secret_goes_only_where_it_may_and_a_lost_key_is_the_loss_of_its_own_alone()
      throws Exception {
    api.post("/api/v1/vault/setup", "{\"root\":\"key-file\"}");
    api.put(
        "/api/v1/secrets/elsewhere",
        "{\"value\":\"value-of-the-owner\",\"allow\":[{\"host\":\"api.example.com\"}]}");
    addService("elsewhere");

    assertThat(chat().code()).isEqualTo("secret.host-not-allowed");
    assertThat(upstream.credentials).isEmpty();

    put("kept", "value-that-is-kept");
    Path lost = wrapped().getFirst();
    for (Path each : wrapped()) {
      lost =
          Files.getLastModifiedTime(each).compareTo(Files.getLastModifiedTime(lost)) < 0
              ? each
              : lost;
    }
    Files.delete(lost);
    restart();
    assertThat(api.get("/api/v1/secrets/elsewhere").body().path("condition").asText())
        .isEqualTo("undecryptable");
    assertThat(api.get("/api/v1/secrets/kept").body().path("condition").asText())
        .isEqualTo("ready");
  }

  /**
   * A key that may put secrets, and knows no value, must not have one sent to a host of its own.
   */
  @Test
  void a_value_does_not_go_where_another_version_was_allowed_to() throws Exception {
    api.post("/api/v1/vault/setup", "{\"root\":\"key-file\"}");
    api.put(
        "/api/v1/secrets/openai",
        "{\"value\":\"value-of-the-owner\",\"allow\":[{\"host\":\"api.example.com\"}]}");
    addService("openai");
    Api owner = api;
    Api.Answer key =
        api.post("/api/v1/keys", "{\"id\":\"mallory\",\"scopes\":[\"secrets\",\"read\"]}");
    api = new Api(node.address(), key.body().path("token").asText());

    String place = "{\"allow\":[{\"host\":\"%s\",\"path\":\"/v1\"}]}".formatted(upstream.host());
    assertThat(api.put("/api/v1/secrets/openai", place).status()).isEqualTo(422);
    assertThat(put("openai", "value-of-another").status()).isEqualTo(200);
    Api.Answer back = api.post("/api/v1/secrets/openai/rollback", "{\"version\":1}");

    assertThat(back.body().at("/allow/0/host").asText()).isEqualTo("api.example.com");
    assertThat(back.body().has("versions")).isFalse();
    api = owner;
    assertThat(api.get("/api/v1/secrets/openai").body().at("/versions/1/allow/0/host").asText())
        .isEqualTo(upstream.host());
    assertThat(chat().code()).isEqualTo("secret.host-not-allowed");
    assertThat(upstream.credentials).isEmpty();
  }

  @Test
  void another_key_file_is_another_key_and_the_one_of_before_opens_nothing() throws Exception {
    api.post("/api/v1/vault/setup", "{\"root\":\"key-file\"}");
    put("openai", "value-of-the-owner");
    addService("openai");
    Path key = folder.resolve("data/vault/key");
    byte[] first = Files.readAllBytes(key);
    assertThat(api.post("/api/v1/vault/setup", "{\"root\":\"key-file\"}").code())
        .isEqualTo("vault.conflict");

    assertThat(api.post("/api/v1/vault/root", "{\"root\":\"key-file\"}").status()).isEqualTo(200);

    byte[] second = Files.readAllBytes(key);
    assertThat(second).isNotEqualTo(first);
    try (Stream<Path> files = Files.list(folder.resolve("data/vault"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("key", "keys");
    }
    restart();
    assertThat(state()).isEqualTo("unlocked");
    Files.write(key, first);
    restart();
    assertThat(state()).isEqualTo("locked");
    UpService.awaitReady(api);
    assertThat(chat().status()).isEqualTo(423);
    Files.write(key, second);
    await("it is tried again by itself")
        .atMost(Duration.ofSeconds(30))
        .until(() -> state().equals("unlocked"));
    assertThat(chat().status()).isEqualTo(200);
  }

  @Test
  void secrets_move_to_another_vault_sealed() throws Exception {
    api.post("/api/v1/vault/setup", "{\"root\":\"key-file\"}");
    put("openai", "value-of-the-owner");
    put("other", "value-of-another");
    assertThat(api.post("/api/v1/vault/export", "{\"passphrase\":\"short\"}").code())
        .isEqualTo("vault.invalid");
    String sealed = api.post("/api/v1/vault/export", PASSPHRASE).body().toString();
    assertThat(sealed).contains("kai-secrets/1").doesNotContain("openai");
    api.delete("/api/v1/secrets/openai");
    api.post("/api/v1/secrets/other/rotate", "{\"value\":\"value-that-goes\"}");

    String wrong = "{\"passphrase\":\"wrong horse battery\",\"sealed\":%s}".formatted(sealed);
    assertThat(api.post("/api/v1/vault/import", wrong).code()).isEqualTo("vault.passphrase-wrong");
    Api.Answer taken =
        api.post("/api/v1/vault/import", PASSPHRASE.replace("}", ",\"sealed\":" + sealed + "}"));

    assertThat(taken.body().toString())
        .isEqualTo("{\"created\":[\"openai\"],\"replaced\":[\"other\"],\"skipped\":[]}");
    addService("openai");
    chat();
    assertThat(upstream.credentials.getLast()).isEqualTo("Bearer value-of-the-owner");
    for (String foreign :
        List.of("{}", "{\"format\":\"kai-secrets/1\"}", sealed.replace("65536", "99999999"))) {
      String body = PASSPHRASE.replace("}", ",\"sealed\":" + foreign + "}");
      assertThat(api.post("/api/v1/vault/import", body).code()).isEqualTo("secret.invalid");
    }
  }

  @Test
  void who_did_it_is_in_the_journal() throws Exception {
    api.post("/api/v1/vault/setup", "{\"root\":\"key-file\"}");
    Api.Answer key = api.post("/api/v1/keys", "{\"id\":\"ops\",\"scopes\":[\"secrets\",\"read\"]}");
    api = new Api(node.address(), key.body().path("token").asText());

    assertThat(put("openai", "value-of-the-owner").status()).isEqualTo(201);

    assertThat(api.get("/api/v1/secrets/openai").body().at("/versions/0/by").asText())
        .isEqualTo("key:ops");
    assertThat(api.post("/api/v1/vault/lock", "{}").status()).isEqualTo(403);
  }
}

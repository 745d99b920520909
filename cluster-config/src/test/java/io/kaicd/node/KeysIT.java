package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Named keys of a real node, at its door. */
class KeysIT {
  @TempDir private static Path folder;
  private static Node node;
  private static Api owner;

  @BeforeAll
  static void start() throws Exception {
    node = Node.start(options());
    owner = new Api(node.address(), Files.readString(node.tokenFile()).strip());
  }

  private static NodeOptions options() {
    return new NodeOptions(
        folder.resolve("data"),
        "127.0.0.1",
        0,
        "central",
        Set.of(),
        "leveldb",
        "127.0.0.1",
        0,
        List.of());
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  private static JsonNode made(String id, String scopes) throws Exception {
    Api.Answer answer =
        owner.post("/api/v1/keys", "{\"id\":\"%s\",\"scopes\":%s}".formatted(id, scopes));
    assertThat(answer.status()).isEqualTo(201);
    return answer.body();
  }

  private static Api with(JsonNode key) {
    return new Api(node.address(), key.path("token").asText());
  }

  @Test
  void a_key_may_do_what_it_was_made_for_and_nothing_else() throws Exception {
    Api caller = with(made("caller", "[\"call:echo\"]"));
    Api reader = with(made("reader", "[\"read\"]"));

    assertThat(caller.call("echo", "echo", "{}").code()).isEqualTo("input.invalid");
    assertThat(caller.call("embedding", "embed", "{\"input\":\"x\"}").status()).isEqualTo(403);
    assertThat(caller.get("/api/v1/services").status()).isEqualTo(403);
    assertThat(reader.get("/api/v1/services").status()).isEqualTo(200);
    assertThat(reader.patch("/api/v1/profiles/dev", "{\"user\":{}}").status()).isEqualTo(403);
    assertThat(reader.get("/api/v1/keys").status()).isEqualTo(403);
    assertThat(reader.delete("/api/v1/keys/caller").status()).isEqualTo(403);
  }

  @Test
  void the_calls_of_a_local_key_stay_in_the_house() throws Exception {
    try (EchoUpstream upstream = new EchoUpstream()) {
      JsonNode made =
          owner
              .post(
                  "/api/v1/keys",
                  "{\"id\":\"home\",\"scopes\":[\"call:llm_chat\",\"call:embedding\"],"
                      + "\"locality\":\"local\"}")
              .body();
      assertThat(made.path("locality").asText()).isEqualTo("local");
      assertThat(made.path("scopes").toString()).doesNotContain("local");
      Api home = with(made);
      String chat = "{\"model\":\"m1\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
      String service =
          "{\"definition\":\"openai-compatible@^1\",\"config\":{\"baseUrl\":\"%s\"}%s}";
      owner.put("/api/v1/services/up", service.formatted(upstream.base(), ""));
      serving("up");

      assertThat(home.call("llm_chat", "chat", chat).code()).isEqualTo("locality.refused");
      assertThat(home.post("/api/v1/services/up/capabilities/llm_chat/chat", chat).code())
          .isEqualTo("locality.refused");
      assertThat(home.call("embedding", "embed", "{\"input\":\"x\"}").status()).isEqualTo(200);
      assertThat(upstream.credentials).isEmpty();

      String local = ",\"labels\":{\"locality\":\"local\"}";
      owner.put("/api/v1/services/up", service.formatted(upstream.base(), local));
      serving("up");
      assertThat(home.call("llm_chat", "chat", chat).status()).isEqualTo(200);
      JsonNode egress = owner.get("/api/v1/services/up/egress").body();
      assertThat(egress.path("inHouse").asBoolean()).isTrue();
      assertThat(egress.at("/items/0/reach").asText()).isEqualTo("loopback");
      assertThat(egress.path("items").findValuesAsText("reach")).doesNotContain("public");
      assertThat(egress.path("items").findValuesAsText("actor")).contains("key:home", "service:up");

      // An address of TEST-NET-3, which nobody has: it is refused before anything is sent.
      owner.put("/api/v1/services/up", service.formatted("http://203.0.113.7/v1", local));
      assertThat(owner.post("/api/v1/services/up/capabilities/llm_chat/chat", chat).code())
          .isIn("egress.leaves-house", "service.starting");
      org.awaitility.Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(
                          owner.post("/api/v1/services/up/capabilities/llm_chat/chat", chat).code())
                      .isEqualTo("egress.leaves-house"));
      owner.delete("/api/v1/services/up");
    }
  }

  private static void serving(String service) {
    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(20))
        .until(
            () -> {
              JsonNode now = owner.get("/api/v1/services/" + service).body();
              return now.at("/status/replicas/0/phase").asText().matches("ready|degraded")
                  && now.at("/status/observed").asLong() == now.path("generation").asLong();
            });
  }

  @Test
  void a_change_is_made_by_the_key_that_made_it() throws Exception {
    Api ci = with(made("ci", "[\"config\",\"read\"]"));

    assertThat(ci.patch("/api/v1/profiles/dev", "{\"user\":{\"by\":\"ci\"}}").status())
        .isEqualTo(200);

    JsonNode last = ci.get("/api/v1/profiles/dev/versions").body().at("/items/0");
    assertThat(last.path("actor").asText()).isEqualTo("key:ci");
  }

  @Test
  void a_revoked_key_ends_at_once_and_its_name_is_taken() throws Exception {
    Api gone = with(made("gone", "[\"read\"]"));
    assertThat(gone.get("/api/v1/services").status()).isEqualTo(200);

    assertThat(owner.delete("/api/v1/keys/gone").status()).isEqualTo(204);

    assertThat(gone.get("/api/v1/services").status()).isEqualTo(401);
    assertThat(owner.post("/api/v1/keys", "{\"id\":\"gone\",\"scopes\":[\"read\"]}").code())
        .isEqualTo("key.conflict");
    assertThat(owner.delete("/api/v1/keys/never-was").code()).isEqualTo("key.unknown");
  }

  @Test
  void what_a_revoked_key_has_running_ends_at_once() throws Exception {
    owner.put("/api/v1/services/echo", "{\"definition\":\"echo@^1\"}");
    serving("echo");
    Api key = with(made("running", "[\"call:echo\"]"));
    String path = "/api/v1/services/echo/capabilities/echo/wait";
    HttpRequest.Builder ask =
        key.request(path).POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"x\"}"));
    try (HttpClient client = HttpClient.newHttpClient()) {
      var unary = client.sendAsync(ask.build(), HttpResponse.BodyHandlers.ofString());
      HttpResponse<Stream<String>> stream =
          client.send(
              ask.header("Accept", "text/event-stream").build(),
              HttpResponse.BodyHandlers.ofLines());
      assertThat(stream.statusCode()).isEqualTo(200);
      org.awaitility.Awaitility.await()
          .until(
              () ->
                  owner
                          .get("/api/v1/services/echo")
                          .body()
                          .at("/status/replicas/0/inFlight")
                          .asInt()
                      == 2);

      assertThat(owner.delete("/api/v1/keys/running").status()).isEqualTo(204);

      assertThat(unary.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(401);
      assertThat(stream.body().toList())
          .contains("event: failed")
          .anyMatch(line -> line.contains("auth.invalid"));
    }
    owner.delete("/api/v1/services/echo");
  }

  @Test
  void a_time_that_has_passed_is_refused() throws Exception {
    String past = Instant.now().minusSeconds(1).toString();
    String wish = "{\"id\":\"late\",\"scopes\":[\"read\"],\"expires\":\"%s\"}".formatted(past);

    assertThat(owner.post("/api/v1/keys", wish).code()).isEqualTo("key.invalid");
  }

  @Test
  void a_wrong_token_under_a_right_name_is_nobody() throws Exception {
    JsonNode key = made("known", "[\"admin\"]");
    String token = key.path("token").asText();
    String wrong = token.substring(0, token.length() - 2) + "xx";

    assertThat(new Api(node.address(), wrong).get("/api/v1/services").status()).isEqualTo(401);
    assertThat(new Api(node.address(), "kai_known_").get("/api/v1/services").status())
        .isEqualTo(401);
  }

  @Test
  void a_token_is_in_no_file() throws Exception {
    String token = made("sentinel", "[\"read\"]").path("token").asText();
    with(made("other", "[\"read\"]")).get("/api/v1/services/" + token);
    byte[] secret = token.substring(token.lastIndexOf('_') + 1).getBytes(StandardCharsets.UTF_8);
    String raw = new String(secret, StandardCharsets.ISO_8859_1);
    String hex = HexFormat.of().formatHex(secret);

    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = read(file);
        assertThat(text).as("%s", file).doesNotContain(raw);
        assertThat(text.toLowerCase(Locale.ROOT)).as("%s", file).doesNotContain(hex);
      }
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}

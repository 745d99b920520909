package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kai config} and {@code kai keys} on a real node. */
class ConfigAndKeysIT {
  @TempDir private static Path folder;
  private static RealNode node;

  @BeforeAll
  static void start() throws Exception {
    node = new RealNode(folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  private static Ran ok(String... words) {
    Ran ran = node.kai(words);
    assertThat(ran.exit()).as(ran.err()).isZero();
    return ran;
  }

  private static String version(String profile) {
    return node.json("config", "show", profile).path("version").asText();
  }

  private static JsonNode user(String profile) {
    return node.json("config", "show", profile).at("/layer/user");
  }

  @Test
  void a_profile_from_its_making_to_its_end() {
    ok("config", "create", "mine", "--parent", "dev", "--reason", "to try");
    assertThat(node.kai("config", "create", "mine").err()).contains("write.stale");
    ok("config", "set", "mine", "user.a=1", "user.b={\"c\":true}");
    String first = version("mine");
    ok("config", "set", "mine", "user.a=2", "/user/d.e=text", "--reason", "more");
    ok("config", "unset", "mine", "user.b");
    String last = version("mine");

    assertThat(user("mine")).isEqualTo(Json.parse("{\"a\":2,\"d.e\":\"text\"}"));
    assertThat(ok("config", "diff", "mine", "--from", first, "--to", last).out())
        .contains("/user/a: 1 -> 2", "/user/d.e: \"text\"", "/user/b: {\"c\":true}");
    assertThat(node.json("config", "diff", "mine", "--to", "dev").path("differences")).isNotEmpty();
    assertThat(ok("config", "versions", "mine").out())
        .containsPattern("VERSION +AT +BY +UNDOES +WHY")
        .containsPattern("owner +more")
        .containsPattern("owner +to try");
    assertThat(node.json("config", "versions", "mine")).hasSize(4);
    assertThat(node.json("config", "effective", "mine").at("/user/a").asInt()).isEqualTo(2);
    assertThat(ok("config", "explain", "mine", "user.a").out())
        .containsPattern("/user/a +2 +profile mine");

    Ran dry = ok("config", "rollback", "mine", first, "--dry-run");
    assertThat(dry.out()).contains("\"dryRun\" : true", "/user/a");
    assertThat(version("mine")).isEqualTo(last);
    ok("config", "rollback", "mine", first);
    assertThat(user("mine")).isEqualTo(Json.parse("{\"a\":1,\"b\":{\"c\":true}}"));

    ok("config", "activate", "mine");
    assertThat(ok("config", "list").out()).containsPattern("mine \\*").doesNotContain("dev *");
    assertThat(node.kai("config", "rm", "mine").err()).contains("profile.in-use");
    ok("config", "activate", "dev");
    Ran removing = ok("config", "rm", "mine", "--dry-run");
    assertThat(removing.out()).contains("dryRun").doesNotContain("is removed");
    assertThat(ok("config", "show", "mine").out()).contains("\"id\" : \"mine\"");
    assertThat(ok("config", "rm", "mine").out()).isEqualTo("mine is removed\n");
    assertThat(node.kai("config", "show", "mine").err()).contains("profile.unknown");
  }

  @Test
  void values_are_promoted_exported_and_taken_in_again() throws Exception {
    ok("config", "create", "source");
    ok("config", "create", "target");
    ok("config", "set", "source", "user.a=1");
    JsonNode dry = node.json("config", "promote", "source", "target", "--dry-run");
    assertThat(dry.at("/differences/target/0/pointer").asText()).startsWith("/user");
    assertThat(user("target").isMissingNode()).isTrue();
    assertThat(node.json("config", "promote", "source", "target", "--namespace", "user").path("id"))
        .isEqualTo(Json.parse("\"target\""));
    assertThat(user("target")).isEqualTo(Json.parse("{\"a\":1}"));

    JsonNode exported = node.json("config", "export", "source", "target");
    assertThat(exported.path("profiles").has("dev")).isFalse();
    Path file = folder.resolve("exported.json");
    Files.write(file, Json.bytes(exported));
    ok("config", "set", "source", "user.a=2");
    JsonNode shown = node.json("config", "import", file.toString(), "--dry-run");
    assertThat(shown.at("/differences/source/0/after").asInt()).isEqualTo(1);
    assertThat(user("source").path("a").asInt()).isEqualTo(2);
    JsonNode taken = node.json("config", "import", file.toString());
    assertThat(taken.path("changed").asBoolean()).isTrue();
    assertThat(user("source").path("a").asInt()).isEqualTo(1);
    assertThat(node.json("config", "rm", "source").path("done").asText()).contains("source");
    ok("config", "rm", "target");
  }

  private static int asks(String token, String path) throws Exception {
    try (Asking asking = new Asking(node.address(), token)) {
      return asking.ask("GET", path, "").statusCode();
    }
  }

  @Test
  void a_dry_run_makes_and_revokes_no_key() {
    ok("keys", "create", "kept", "--scope", "read");
    Ran dry = ok("keys", "create", "tried", "--scope", "read", "--dry-run");
    Ran revoking = ok("keys", "revoke", "kept", "--dry-run");

    assertThat(dry.out()).contains("\"dryRun\" : true").doesNotContain("token", "kai_");
    assertThat(revoking.out()).contains("\"changed\" : true").doesNotContain("is revoked");
    assertThat(ok("keys", "list").out()).containsPattern("kept +in force").doesNotContain("tried");
    assertThat(node.kai("keys", "create", "kept", "--scope", "read", "--dry-run").err())
        .contains("key.conflict");
  }

  @Test
  void keys_are_made_listed_and_end() throws Exception {
    String token = ok("keys", "create", "reader", "--scope", "read").out().strip();
    assertThat(token).startsWith("kai_reader_");
    assertThat(asks(token, "/api/v1/services")).isEqualTo(200);
    assertThat(asks(token, "/api/v1/keys")).isEqualTo(403);
    assertThat(node.kai("keys", "create", "reader", "--scope", "read").err())
        .contains("key.conflict");

    JsonNode home =
        node.json("keys", "create", "home", "--allow", "embedding", "--local", "--expires", "P1D");
    assertThat(home.path("locality").asText()).isEqualTo("local");
    assertThat(home.path("token").asText()).startsWith("kai_home_");
    assertThat(ok("keys", "list").out())
        .containsPattern("reader +in force +read")
        .containsPattern("home +until \\S+ +call:embedding \\(local\\)")
        .doesNotContain(token, home.path("token").asText());
    assertThat(node.json("keys", "list").findValuesAsText("id")).contains("reader", "home");

    assertThat(ok("keys", "revoke", "reader").out()).isEqualTo("reader is revoked\n");
    assertThat(asks(token, "/api/v1/services")).isEqualTo(401);
    assertThat(ok("keys", "list").out()).containsPattern("reader +revoked");
    assertThat(node.json("keys", "revoke", "home").path("done").asText()).contains("home");
    assertThat(node.kai("keys", "revoke", "nobody").err()).contains("key.unknown");
  }

  @Test
  void a_key_that_expires_is_nobodys() throws Exception {
    String token =
        ok("keys", "create", "brief", "--scope", "read", "--expires", "PT2S").out().strip();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(asks(token, "/api/v1/services")).isEqualTo(401));
    assertThat(ok("keys", "list").out()).containsPattern("brief +expired");
    assertThat(node.kai("keys", "create", "late", "--scope", "read", "--expires", "-PT1S").exit())
        .isNotZero();
  }
}

package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.json.Json;
import io.kaicd.node.Node;
import io.kaicd.node.NodeOptions;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each change on a real node is told by the events that the table in documentation/audit.md has for
 * it, with its actor, and by no others; made by the owner, and by a named key.
 */
class EveryChangeIT {
  private static final String DEFINITION = "/api/v1/definitions/loud/1.0.0";
  private static final String SERVICE = "/api/v1/services/megaphone";
  private static final String PROFILE = "/api/v1/profiles/mine";
  private static final String LOUD =
      """
      {"id":"loud","version":"1.0.0","host":"^1.0.0","title":"Loud","category":"test",
       "implementation":{"plugin":"echo","version":"^1.0.0"},
       "capabilities":[{"id":"echo","version":"1.0.0"}],
       "config":{"type":"object","additionalProperties":false}}""";

  @TempDir private Path folder;

  private static final String VAULT = "/api/v1/vault";

  private static final String SECRET = "/api/v1/secrets/openai";

  private static final String EXPORT = "another battery staple";

  /**
   * A request that changes something.
   *
   * @param body {@code SEALED} in it stands for what the last export gave
   * @param events that it makes, in order
   */
  private record Step(String method, String path, String body, List<String> events) {
    Step(String method, String path, String body, String event) {
      this(method, path, body, List.of(event));
    }
  }

  private static final List<Step> STEPS =
      List.of(
          new Step("PUT", DEFINITION, LOUD, "registry/definition-installed"),
          new Step("PUT", SERVICE, "{\"definition\":\"loud@^1\"}", "registry/service-put"),
          new Step(
              "POST",
              SERVICE + "/quarantine",
              "{\"reason\":\"too loud\"}",
              "registry/service-quarantined"),
          new Step("POST", SERVICE + "/release", "", "registry/service-released"),
          new Step("DELETE", SERVICE, "", "registry/service-removed"),
          new Step("DELETE", DEFINITION, "", "registry/definition-removed"),
          new Step("PUT", PROFILE, "{\"parent\":\"dev\"}", "configuration/profile-created"),
          new Step("PUT", PROFILE, "{\"parent\":\"staging\"}", "configuration/parent-set"),
          new Step("PATCH", PROFILE, "{\"user\":{\"a\":1}}", "configuration/profile-patched"),
          new Step("PATCH", PROFILE, "{\"user\":{\"a\":2}}", "configuration/profile-patched"),
          new Step(
              "POST",
              PROFILE + "/rollback",
              "{\"version\":3}",
              "configuration/profile-rolled-back"),
          new Step(
              "POST", PROFILE + "/promote", "{\"to\":\"prod\"}", "configuration/profile-promoted"),
          new Step(
              "POST",
              "/api/v1/configuration/import",
              "{\"profiles\":{\"prod\":{\"layer\":{\"user\":{\"a\":3}}}}}",
              "configuration/profiles-imported"),
          new Step("POST", PROFILE + "/activate", "", "configuration/profile-activated"),
          new Step("POST", "/api/v1/profiles/dev/activate", "", "configuration/profile-activated"),
          new Step("DELETE", PROFILE, "", "configuration/profile-deleted"),
          new Step(
              "POST", "/api/v1/keys", "{\"id\":\"app\",\"scopes\":[\"read\"]}", "keys/key-made"),
          new Step("DELETE", "/api/v1/keys/app", "", "keys/key-revoked"),
          new Step("POST", VAULT + "/setup", "{\"root\":\"key-file\"}", "vault/vault-set-up"),
          new Step(
              "PUT",
              SECRET,
              "{\"value\":\"v1\",\"allow\":[{\"host\":\"api.example.com\"}]}",
              "vault/secret-put"),
          new Step("POST", SECRET + "/rotate", "{\"value\":\"v2\"}", "vault/secret-put"),
          new Step("POST", SECRET + "/rollback", "{\"version\":1}", "vault/secret-rolled-back"),
          new Step(
              "POST",
              SECRET + "/expire",
              "{\"at\":\"2100-01-01T00:00:00Z\"}",
              "vault/secret-expiry-set"),
          new Step("DELETE", SECRET, "", "vault/secret-deleted"),
          new Step("POST", VAULT + "/auto-lock", "{\"after\":\"15\"}", "vault/auto-lock-set"),
          new Step(
              "POST",
              VAULT + "/passphrase",
              "{\"next\":\"correct horse battery\"}",
              "vault/root-changed"),
          new Step("POST", VAULT + "/lock", "", "vault/vault-locked"),
          new Step(
              "POST",
              VAULT + "/unlock",
              "{\"passphrase\":\"correct horse battery\"}",
              "vault/vault-unlocked"),
          new Step("POST", VAULT + "/root", "{\"root\":\"key-file\"}", "vault/root-changed"),
          new Step(
              "PUT",
              SECRET,
              "{\"value\":\"v3\",\"allow\":[{\"host\":\"api.example.com\"}]}",
              "vault/secret-put"),
          new Step(
              "PUT",
              SECRET + "-2",
              "{\"value\":\"v4\",\"allow\":[{\"host\":\"api.example.com\"}]}",
              "vault/secret-put"),
          new Step(
              "POST",
              VAULT + "/rotate",
              "",
              List.of("vault/kek-added", "vault/kek-made-primary", "vault/kek-retired")),
          new Step(
              "POST",
              VAULT + "/export",
              "{\"passphrase\":\"" + EXPORT + "\"}",
              "vault/secrets-exported"),
          new Step(
              "POST",
              VAULT + "/import",
              "{\"passphrase\":\"" + EXPORT + "\",\"sealed\":SEALED}",
              List.of("vault/secret-put", "vault/secret-put")));

  @ParameterizedTest
  @ValueSource(strings = {"owner", "key:manager"})
  void a_change_is_told_with_its_actor_and_once(String actor) throws Exception {
    Path data = folder.resolve("data");
    NodeOptions options =
        new NodeOptions(
            data, "127.0.0.1", 0, "central", Set.of(), "leveldb", "127.0.0.1", 0, List.of());
    try (Node node = Node.start(options);
        Asking owner = new Asking(node.address(), Files.readString(node.tokenFile()).strip());
        Asking asking = actor.equals("owner") ? owner : new Asking(node.address(), key(owner))) {
      ReadJournal before = ReadJournal.of(data);
      String sealed = "";
      for (Step step : STEPS) {
        String body = step.body().replace("SEALED", sealed);
        HttpResponse<String> answer = asking.ask(step.method(), step.path(), body);

        assertThat(answer.statusCode()).as("%s: %s", step, answer.body()).isBetween(200, 204);
        ReadJournal after = ReadJournal.of(data);
        List<ReadJournal.Told> told = after.since(before);
        assertThat(told).as("%s", step).extracting(ReadJournal.Told::name).isEqualTo(step.events());
        assertThat(told).as("%s", step).extracting(ReadJournal.Told::actor).containsOnly(actor);
        assertThat(told).allSatisfy(each -> assertThat(each.text("/by/at")).isNotEmpty());
        before = after;
        sealed = answer.body();
      }
    }
  }

  /** A key that may do all that the owner may. */
  private static String key(Asking owner) throws Exception {
    HttpResponse<String> made =
        owner.ask("POST", "/api/v1/keys", "{\"id\":\"manager\",\"scopes\":[\"admin\"]}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return Json.parse(made.body().getBytes(StandardCharsets.UTF_8)).path("token").asText();
  }
}

package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real node answers is what its OpenAPI document says, route by route. */
@SuppressWarnings("NullAway.Init")
class OpenApiIT {
  private static final Set<String> TAGS =
      Set.of(
          "profiles",
          "keys",
          "vault",
          "secrets",
          "services",
          "definitions",
          "audit",
          "nodes",
          "capabilities");
  private static final String DEFINITION = "/api/v1/definitions/loud/1.0.0";
  private static final String SERVICE = "/api/v1/services/megaphone";
  private static final String PROFILE = "/api/v1/profiles/mine";
  private static final String VAULT = "/api/v1/vault";
  private static final String SECRET = "/api/v1/secrets/openai";
  private static final String KEY = "/api/v1/keys";
  private static final String PHRASE = "correct horse battery";
  private static final String LOUD =
      """
      {"id":"loud","version":"1.0.0","host":"^1.0.0","title":"Loud","category":"test",
       "implementation":{"plugin":"echo","version":"^1.0.0"},
       "capabilities":[{"id":"echo","version":"1.0.0"}],
       "config":{"type":"object","additionalProperties":false,
         "properties":{"volume":{"type":"integer","default":2}}}}""";

  @TempDir private Path folder;
  private Asking owner;
  private Described described;

  private JsonNode ask(int status, String method, String path, String body) throws Exception {
    HttpResponse<String> answer = owner.ask(method, path, body);
    String what = method + " " + path + " " + answer.statusCode() + " " + answer.body();
    assertThat(answer.statusCode()).as(what).isEqualTo(status);
    assertThat(described.wrong(method, path, body, answer)).as(what).isEmpty();
    return answer.body().isEmpty() ? Json.shared().createObjectNode() : Json.parse(answer.body());
  }

  private void change(int status, String method, String path, String body) throws Exception {
    if (described.takesDryRun(method, path)) {
      String dry = path + (path.contains("?") ? "&" : "?") + "dryRun=true";
      assertThat(ask(200, method, dry, body).path("dryRun").asBoolean()).as(path).isTrue();
    }
    ask(status, method, path, body);
  }

  @Test
  void each_route_answers_as_it_is_described() throws Exception {
    try (RealNode node = new RealNode(folder.resolve("data"));
        Asking asking = new Asking(node.address(), node.token())) {
      owner = asking;
      described = new Described(asking.get("/openapi.json"));

      definitionsAndServices();
      profiles();
      keys();
      vaultAndSecrets();
      gone();

      for (String path : new String[] {"audit", "nodes", "capabilities"}) {
        ask(200, "GET", "/api/v1/" + path, "");
      }
      ask(200, "GET", "/api/v1/capabilities/echo", "");
      assertThat(described.asked).containsAll(described.operations(TAGS));
      assertThat(described.declaredTags()).containsAll(described.usedTags());
      preconditions();
    }
  }

  private void definitionsAndServices() throws Exception {
    change(201, "PUT", DEFINITION, LOUD);
    ask(200, "PUT", DEFINITION, LOUD);
    ask(200, "GET", DEFINITION, "");
    ask(200, "GET", "/api/v1/definitions/loud", "");
    ask(200, "GET", "/api/v1/definitions?limit=1", "");
    change(201, "PUT", SERVICE, "{\"definition\":\"loud@^1\",\"config\":{\"volume\":3}}");
    change(200, "PUT", SERVICE, "{\"definition\":\"loud@^1\",\"config\":{\"volume\":4}}");
    ask(422, "PUT", SERVICE, "{\"definition\":\"loud@^1\",\"config\":{\"volume\":\"x\"}}");
    change(200, "POST", SERVICE + "/quarantine", "{\"reason\":\"too loud\"}");
    ask(200, "GET", SERVICE, "");
    change(200, "POST", SERVICE + "/release", "");
    ask(200, "GET", SERVICE + "/egress", "");
    ask(200, "GET", "/api/v1/services?capability=echo", "");
    ask(404, "GET", "/api/v1/services/nobody", "");
  }

  private void profiles() throws Exception {
    change(201, "PUT", PROFILE, "{\"parent\":\"dev\"}");
    change(200, "PUT", PROFILE, "{\"parent\":\"staging\"}");
    String patch = "{\"services\":{\"megaphone\":{\"volume\":7}},\"user\":{\"a\":1}}";
    change(200, "PATCH", PROFILE + "?reason=why", patch);
    ask(200, "PATCH", PROFILE, "{\"user\":null}");
    ask(422, "PATCH", PROFILE, "{\"services\":{\"megaphone\":{\"volume\":\"x\"}}}");
    long version = ask(200, "GET", PROFILE, "").path("version").asLong();
    ask(200, "GET", "/api/v1/profiles", "");
    JsonNode versions = ask(200, "GET", PROFILE + "/versions", "");
    long before = versions.at("/items/1/version").asLong();
    ask(200, "GET", PROFILE + "/effective", "");
    ask(200, "GET", PROFILE + "/effective?service=megaphone", "");
    JsonNode told = ask(200, "GET", PROFILE + "/explain?key=services.megaphone.volume", "");
    assertThat(told.at("/values/0/overrides/1/source/layer").asText()).isEqualTo("default");
    ask(200, "GET", PROFILE + "/diff?to=dev", "");
    JsonNode differs =
        ask(200, "GET", PROFILE + "/diff?from=%d&to=%d".formatted(before, version), "");
    assertThat(differs.path("differences")).isNotEmpty();
    change(200, "POST", PROFILE + "/rollback", "{\"version\":%d}".formatted(before));
    change(200, "POST", PROFILE + "/promote", "{\"to\":\"prod\",\"namespaces\":[\"user\"]}");
    change(200, "POST", PROFILE + "/activate", "");
    change(200, "POST", "/api/v1/profiles/dev/activate", "");
    String exported = ask(200, "GET", "/api/v1/configuration/export?profiles=prod", "").toString();
    change(200, "POST", "/api/v1/configuration/import", exported.replace("\"a\":1", "\"a\":2"));
  }

  private void keys() throws Exception {
    ask(422, "POST", KEY + "?dryRun=true", "{\"id\":\"app\",\"scopes\":[\"nothing\"]}");
    change(201, "POST", KEY, "{\"id\":\"app\",\"scopes\":[\"read\"],\"locality\":\"local\"}");
    ask(409, "POST", KEY + "?dryRun=true", "{\"id\":\"app\",\"scopes\":[\"read\"]}");
    ask(200, "GET", KEY, "");
    change(204, "DELETE", KEY + "/app", "");
    assertThat(ask(200, "DELETE", KEY + "/app?dryRun=true", "").path("changed").asBoolean(true))
        .as("it is revoked already")
        .isFalse();
    ask(404, "DELETE", KEY + "/nobody?dryRun=true", "");
  }

  private void vaultAndSecrets() throws Exception {
    ask(200, "GET", VAULT, "");
    change(200, "POST", VAULT + "/setup", "{\"root\":\"key-file\"}");
    ask(200, "GET", VAULT, "");
    String wish = "{\"value\":\"v1\",\"allow\":[{\"host\":\"api.example.com\",\"path\":\"/v1\"}]}";
    change(201, "PUT", SECRET, wish);
    change(200, "PUT", SECRET, wish.replace("v1\",", "v2\","));
    change(200, "POST", SECRET + "/rotate", "{\"value\":\"v3\"}");
    change(200, "POST", SECRET + "/rollback", "{\"version\":1}");
    change(200, "POST", SECRET + "/expire", "{\"at\":\"2100-01-01T00:00:00Z\"}");
    ask(200, "GET", SECRET, "");
    ask(200, "GET", "/api/v1/secrets", "");
    String service =
        """
        {"definition":"openai-compatible@^1","config":{"baseUrl":"http://127.0.0.1:9/v1"},
         "secrets":{"apiKey":{"secret":"openai"}}}""";
    change(201, "PUT", "/api/v1/services/up", service);
    change(204, "DELETE", "/api/v1/services/up", "");
    String phrase = "\"passphrase\":\"%s\"".formatted(PHRASE);
    String sealed = ask(200, "POST", VAULT + "/export", "{" + phrase + "}").toString();
    change(200, "POST", VAULT + "/import", "{" + phrase + ",\"sealed\":" + sealed + "}");
    change(200, "POST", VAULT + "/auto-lock", "{\"after\":\"15\"}");
    change(200, "POST", VAULT + "/rotate", "{}");
    change(200, "POST", VAULT + "/passphrase", "{\"next\":\"%s\"}".formatted(PHRASE));
    change(200, "POST", VAULT + "/lock", "");
    ask(200, "GET", VAULT, "");
    ask(423, "POST", SECRET + "/rotate", "{\"value\":\"v4\"}");
    change(200, "POST", VAULT + "/unlock", "{" + phrase + "}");
    change(200, "POST", VAULT + "/root", "{\"root\":\"key-file\"}");
    change(204, "DELETE", SECRET, "");
  }

  private void gone() throws Exception {
    change(204, "DELETE", PROFILE, "");
    change(204, "DELETE", SERVICE, "");
    change(204, "DELETE", DEFINITION, "");
  }

  private void preconditions() {
    for (String operation : Set.of("putService", "putProfile", "putSecret")) {
      assertThat(described.parameters(operation))
          .contains("header If-Match", "header If-None-Match");
    }
    for (String operation :
        Set.of(
            "deleteService",
            "patchProfile",
            "activateProfile",
            "deleteProfile",
            "rotateSecret",
            "rollBackSecret",
            "expireSecret",
            "deleteSecret")) {
      assertThat(described.parameters(operation))
          .contains("header If-Match")
          .doesNotContain("header If-None-Match");
    }
    assertThat(described.parameters("makeKey")).contains("query dryRun");
  }
}

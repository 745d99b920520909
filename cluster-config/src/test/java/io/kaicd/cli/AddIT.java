package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.cli.FakeServer.Answer;
import io.kaicd.cli.FakeServer.Asked;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code add openai --key-stdin} on a real node, with two upstreams that know who asks. */
class AddIT {
  private static final String CHAT =
      "{\"model\":\"m1\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  private final FakeServer first = upstream("sk-first", "sk-next");
  private final FakeServer second = upstream("sk-second");
  @TempDir private Path folder;
  private RealNode node;

  @BeforeEach
  void start() throws Exception {
    node = new RealNode(folder.resolve("data"));
  }

  @AfterEach
  void stop() {
    node.close();
    first.close();
    second.close();
  }

  private static FakeServer upstream(String... keys) {
    String models = "{\"object\":\"list\",\"data\":[{\"id\":\"m1\",\"object\":\"model\"}]}";
    String reply =
        """
        {"id":"x","object":"chat.completion","created":1,"model":"m1","choices":[{"index":0,
         "message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],
         "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";
    return new FakeServer()
        .on("GET /v1/models", asked -> known(asked, keys, models))
        .on("POST /v1/chat/completions", asked -> known(asked, keys, reply));
  }

  private static Answer known(Asked asked, String[] keys, String body) {
    return List.of(keys).contains(asked.header("Authorization").replace("Bearer ", ""))
        ? Answer.ok(body)
        : new Answer(401, "application/json", "{\"error\":{\"message\":\"no\"}}");
  }

  private Ran add(String key, FakeServer upstream, String... more) {
    String[] words = new String[4 + more.length];
    words[0] = "add";
    words[1] = "openai";
    words[2] = upstream.address() + "/v1";
    words[3] = "--key-stdin";
    System.arraycopy(more, 0, words, 4, more.length);
    return Ran.piped(key, () -> node.kai(words));
  }

  private String chat() throws Exception {
    return node.ask("POST", "/api/v1/services/openai/capabilities/llm_chat/chat", CHAT).toString();
  }

  private static List<String> seen(FakeServer upstream) {
    return upstream.asked().stream()
        .map(asked -> asked.header("Authorization"))
        .distinct()
        .toList();
  }

  @Test
  void one_step_tests_the_key_sets_the_vault_up_and_adds_the_service() throws Exception {
    Ran nobody = add("sk-first\n", first);
    Ran wrong = add("sk-wrong\n", first, "--vault-key-file");
    assertThat(nobody.err()).contains("add.vault-unset", "reboot");
    assertThat(wrong.err()).contains("add.authenticate");
    assertThat(node.kai("vault", "status").out()).contains("has not been set up");

    Ran ran = add("sk-first\n", first, "--vault-key-file");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("openai is ready and offers [\"m1\"]");
    assertThat(ran.out() + ran.err()).doesNotContain("sk-first");
    assertThat(chat()).contains("hello");
    assertThat(node.get("/api/v1/secrets/openai").path("allow").toString())
        .isEqualTo("[{\"host\":\"127.0.0.1:%d\",\"path\":\"/v1\"}]".formatted(first.port()));
    assertThat(add("sk-first", first).err()).contains("add.exists");
  }

  @Test
  void a_key_for_another_upstream_is_a_secret_of_its_own() throws Exception {
    add("sk-first", first, "--vault-key-file");
    node.ask(
        "PUT",
        "/api/v1/services/openai",
        """
        {"definition":"openai-compatible@1.0.0","labels":{"locality":"local"},
         "config":{"baseUrl":"%s/v1","maxInFlight":3},"secrets":{"apiKey":{"secret":"openai"}}}"""
            .formatted(first.address()));
    JsonNode before = node.get("/api/v1/secrets/openai");

    Ran ran = add("sk-second", second, "--replace");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(chat()).contains("hello");
    assertThat(seen(second)).containsExactly("Bearer sk-second");
    assertThat(seen(first)).doesNotContain("Bearer sk-second");
    JsonNode service = node.get("/api/v1/services/openai");
    assertThat(service.at("/labels/locality").asText()).isEqualTo("local");
    assertThat(service.at("/config/maxInFlight").asInt()).isEqualTo(3);
    assertThat(service.path("definition").asText()).isEqualTo("openai-compatible@1.0.0");
    assertThat(service.at("/secrets/apiKey/secret").asText()).isEqualTo("openai-2");
    JsonNode after = node.get("/api/v1/secrets/openai");
    assertThat(after.path("allow")).isEqualTo(before.path("allow"));
    assertThat(after.path("version")).isEqualTo(before.path("version"));
  }

  @Test
  void what_the_node_refuses_changes_no_secret_and_no_service() throws Exception {
    add("sk-first", first, "--vault-key-file");
    JsonNode secret = node.get("/api/v1/secrets/openai");
    ReadJournal before = node.journal();

    Ran ran =
        Ran.piped(
            "sk-second",
            () ->
                node.kai(
                    "add",
                    "no-such",
                    second.address() + "/v1",
                    "--as",
                    "openai",
                    "--key-stdin",
                    "--replace"));

    assertThat(ran.exit()).isEqualTo(Kai.REFUSED);
    assertThat(ran.err()).contains("definition.unknown");
    assertThat(node.journal().since(before)).isEmpty();
    assertThat(node.get("/api/v1/secrets/openai").path("versions"))
        .isEqualTo(secret.path("versions"));
    assertThat(chat()).contains("hello");
    assertThat(node.kai("secrets", "list").out()).doesNotContain("openai-2");
  }

  @Test
  void another_key_for_the_same_upstream_is_a_version() throws Exception {
    add("sk-first", first, "--vault-key-file");

    Ran ran = add("sk-next", first, "--replace");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(chat()).contains("hello");
    assertThat(first.asked().getLast().header("Authorization")).isEqualTo("Bearer sk-next");
    assertThat(node.get("/api/v1/secrets/openai").path("version").asInt()).isEqualTo(2);
  }
}

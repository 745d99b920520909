package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kaicd.cli.ReadJournal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who used a secret is in the journal of a node that was killed right after the use. */
class SecretUseIT {
  static final String CHAT =
      "{\"model\":\"m1\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  @TempDir private Path folder;

  @Test
  void who_used_a_secret_survives_a_kill() throws Exception {
    Path data = folder.resolve("data");
    try (EchoUpstream upstream = new EchoUpstream();
        NodeProcess node = NodeProcess.start(List.of("-Dkai.audit.every=10m"), data)) {
      Api app = serviceWithSecret(node.api(), upstream);

      assertThat(app.call("llm_chat", "chat", CHAT).status()).isEqualTo(200);
      node.kill();

      assertThat(upstream.credentials).contains("Bearer value-of-the-owner");
    }
    List<ReadJournal.Told> audit = ReadJournal.of(data).of("audit");
    assertThat(audit).extracting(ReadJournal.Told::name).containsOnly("audit/use-begun");
    assertThat(audit)
        .extracting(
            told -> told.text("/actor"),
            told -> told.text("/secret"),
            told -> told.text("/service"))
        .contains(tuple("key:app", "openai", "up"));
  }

  /** A service whose requests carry a secret of the vault, and a key that may call it. */
  static Api serviceWithSecret(Api api, EchoUpstream upstream) throws Exception {
    assertThat(api.post("/api/v1/vault/setup", "{\"root\":\"key-file\"}").status()).isIn(200, 409);
    api.put(
        "/api/v1/secrets/openai",
        "{\"value\":\"value-of-the-owner\",\"allow\":[{\"host\":\"%s\"}]}"
            .formatted(upstream.host()));
    UpService.add(api, upstream, "openai");
    Api.Answer key = api.post("/api/v1/keys", "{\"id\":\"app\",\"scopes\":[\"call:llm_chat\"]}");
    return new Api(api.address(), key.body().path("token").asText());
  }
}

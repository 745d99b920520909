package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** The service {@code up}, whose requests to an upstream carry a secret of the vault. */
final class UpService {
  private UpService() {}

  static void add(Api api, EchoUpstream upstream, String secret) throws Exception {
    Api.Answer put =
        api.put(
            "/api/v1/services/up",
            """
            {"definition":"openai-compatible@^1","config":{"baseUrl":"%s"},
             "secrets":{"apiKey":{"secret":"%s"}}}\
            """
                .formatted(upstream.base(), secret));
    assertThat(put.status()).as(put.toString()).isEqualTo(201);
    awaitReady(api);
  }

  static void awaitReady(Api api) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                api.get("/api/v1/services/up")
                    .body()
                    .at("/status/replicas/0/phase")
                    .asText()
                    .matches("ready|degraded"));
  }
}

package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kaicd.contract.audit.SecretUse;
import io.kaicd.contract.audit.SecretUser;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.ServiceSpec;
import io.kaicd.contract.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secrets of the vault on their way out. */
class VaultCredentialsTest {
  private final List<URI> asked = new CopyOnWriteArrayList<>();
  private volatile ErrorCode refusal = ErrorCode.INTERNAL;
  private final Gates gates =
      new Gates(
          (SSLSocketFactory) SSLSocketFactory.getDefault(),
          (name, to) -> {
            asked.add(to);
            if (refusal != ErrorCode.INTERNAL || to.getPath().contains("elsewhere")) {
              ErrorCode why =
                  refusal == ErrorCode.INTERNAL ? ErrorCode.SECRET_HOST_NOT_ALLOWED : refusal;
              throw why.reject("no").asException();
            }
            return Secret.owning(("the-value-of-" + name).getBytes(StandardCharsets.UTF_8));
          });

  @AfterEach
  void close() {
    gates.close();
  }

  private ServiceEgress egress(ScriptedUpstream upstream) {
    return gates.bound(
        Definitions.wanting("header", "x-key", "{value}", true, "{config.baseUrl}"),
        spec(),
        Gates.config(upstream.origin()));
  }

  private static ServiceSpec spec() {
    try {
      return Json.shared()
          .treeToValue(
              Json.parse(
                  "{\"definition\":\"x@^1\",\"secrets\":{\"apiKey\":{\"secret\":\"openai\"}}}"),
              ServiceSpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void itIsOpenedForEachRequestAndWhereThatGoes() throws IOException {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.always(ScriptedUpstream.reply("200 OK", "text/plain", "fine"));
        ServiceEgress egress = egress(upstream)) {
      Gates.text(egress.send(Gates.get(upstream.uri("/a"))));
      Gates.text(egress.send(Gates.get(upstream.uri("/b"))));

      assertThat(asked).containsExactly(upstream.uri("/a"), upstream.uri("/b"));
      assertThat(upstream.asked.remove().headers()).containsEntry("x-key", "the-value-of-openai");
    }
  }

  @Test
  void itIsAskedForAgainAtEachRedirect() throws IOException {
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(
                (request, out) -> {
                  out.write(
                      "HTTP/1.1 307 T\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n"
                          .getBytes(StandardCharsets.UTF_8));
                  return true;
                });
        ServiceEgress egress = egress(upstream)) {
      Rejection refused = Gates.refusal(egress.send(Gates.get(upstream.uri("/a"))));

      assertThat(refused.code()).isEqualTo(ErrorCode.SECRET_HOST_NOT_ALLOWED);
      assertThat(asked).containsExactly(upstream.uri("/a"), upstream.uri("/elsewhere"));
      assertThat(upstream.asked).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "VAULT_LOCKED, VAULT_LOCKED",
    "VAULT_UNSET, SECRET_MISSING",
    "SECRET_UNKNOWN, SECRET_MISSING",
    "SECRET_EXPIRED, SECRET_EXPIRED",
    "SECRET_UNDECRYPTABLE, SECRET_UNDECRYPTABLE",
    "STORAGE_UNAVAILABLE, STORAGE_UNAVAILABLE",
  })
  void whatTheVaultRefusesStopsTheRequest(ErrorCode vault, ErrorCode told) throws IOException {
    refusal = vault;
    try (ScriptedUpstream upstream =
            ScriptedUpstream.always(ScriptedUpstream.reply("200 OK", "text/plain", "fine"));
        ServiceEgress egress = egress(upstream)) {
      Rejection refused = Gates.refusal(egress.send(Gates.get(upstream.uri("/a"))));

      assertThat(refused.code()).isEqualTo(told);
      assertThat(upstream.connections).hasValue(0);
      assertThat(egress.inFlight()).isZero();
    }
  }

  @Test
  void eachUseIsTold() throws IOException {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.always(ScriptedUpstream.reply("200 OK", "text/plain", "fine"));
        ServiceEgress egress = egress(upstream)) {
      SecretUser user = new SecretUser("openai", "x", "service:x");

      Gates.text(egress.send(Gates.get(upstream.uri("/a"))));
      refusal = ErrorCode.VAULT_LOCKED;
      Gates.refusal(egress.send(Gates.get(upstream.uri("/a"))));

      assertThat(gates.audit.begun).containsExactly(user);
      assertThat(gates.audit.uses)
          .containsExactly(SecretUse.sent(user), SecretUse.refused(user, ErrorCode.VAULT_LOCKED));
    }
  }

  @Test
  void withoutAWordToTheJournalNothingIsSent() throws IOException {
    gates.audit.away = true;
    try (ScriptedUpstream upstream =
            ScriptedUpstream.always(ScriptedUpstream.reply("200 OK", "text/plain", "fine"));
        ServiceEgress egress = egress(upstream)) {
      Rejection refused = Gates.refusal(egress.send(Gates.get(upstream.uri("/a"))));

      assertThat(refused.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
      assertThat(upstream.connections).hasValue(0);
      assertThat(gates.audit.uses)
          .extracting(SecretUse::outcome)
          .containsExactly("storage.unavailable");
    }
  }
}

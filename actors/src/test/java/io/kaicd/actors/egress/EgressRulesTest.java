package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import io.kaicd.spi.EgressRequest;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a service may go, and with what. */
class EgressRulesTest {
  private static final String KEY = "s3cr3t-value-of-the-owner";
  private static final String OK = ScriptedUpstream.reply("200 OK", "text/plain", "fine");

  private final Gates gates = new Gates();
  private final ScriptedUpstream upstream = ScriptedUpstream.always(OK);

  @AfterEach
  void close() throws IOException {
    upstream.close();
    gates.close();
  }

  @Test
  void anAddressOutsideTheConfiguredOneIsRefusedBeforeAnythingIsSent() {
    try (ServiceEgress egress = gates.to(upstream.origin() + "/v1")) {
      Rejection refused = Gates.refusal(egress.send(Gates.get(upstream.uri("/admin"))));

      assertThat(refused.code()).isEqualTo(ErrorCode.EGRESS_REFUSED);
      assertThat(refused.remedy()).contains(upstream.origin() + "/v1");
      assertThat(upstream.connections).hasValue(0);
      assertThat(egress.inFlight()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest",
        "http://[::ffff:169.254.169.254]/latest",
        "http://[fd00:ec2::254]/latest",
        "http://[fe80::1]/latest",
      })
  void aMetadataAddressIsRefusedEvenWhenItIsConfigured(String base) {
    try (ServiceEgress egress = gates.to(base)) {
      Rejection refused = Gates.refusal(egress.send(Gates.get(URI.create(base + "/x"))));

      assertThat(refused.code()).isEqualTo(ErrorCode.EGRESS_REFUSED);
    }
  }

  @Test
  void aNameThatResolvesToMetadataIsRefused() {
    gates.names.put("innocent.example", "169.254.169.254");
    try (ServiceEgress egress = gates.to("http://innocent.example")) {
      Rejection refused =
          Gates.refusal(egress.send(Gates.get(URI.create("http://innocent.example/x"))));

      assertThat(refused.code()).isEqualTo(ErrorCode.EGRESS_REFUSED);
    }
  }

  @Test
  void theAddressThatWasCheckedIsTheOneConnectedTo() {
    // No resolver of the system's knows this name, so only the checked address can have been used.
    gates.names.put("only-here.invalid", "127.0.0.1");
    try (ServiceEgress egress = gates.to("http://only-here.invalid:" + upstream.port())) {
      URI uri = URI.create("http://only-here.invalid:" + upstream.port() + "/x");

      assertThat(Gates.text(egress.send(Gates.get(uri)))).isEqualTo("fine");
      assertThat(upstream.asked.remove().headers())
          .containsEntry("host", "only-here.invalid:" + upstream.port());
    }
  }

  @Test
  void aNameThatDoesNotResolveIsUnreachable() {
    gates.names.put("gone.example", "gone.invalid");
    try (ServiceEgress egress = gates.to("http://gone.example")) {
      Rejection refused =
          Gates.refusal(egress.send(Gates.get(URI.create("http://gone.example/x"))));

      assertThat(refused.code()).isEqualTo(ErrorCode.UPSTREAM_UNREACHABLE);
    }
  }

  @Test
  void aConfiguredAddressThatIsNoBaseIsRefusedAtOnce() {
    assertThatThrownBy(() -> gates.to("http://key:" + KEY + "@host/v1"))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("service.invalid")
        .hasMessageNotContaining(KEY);
  }

  @ParameterizedTest
  @CsvSource({
    "header, Authorization, Bearer {value}",
    "header, x-api-key, {value}",
    "query, api_key, {value}",
  })
  void theCredentialIsAddedOnTheWayOut(String in, String name, String template) {
    gates.environment.put("KAI_SECRET_GPU", KEY + "\n");
    try (ServiceEgress egress = wanting(in, name, template, "KAI_SECRET_GPU")) {
      EgressRequest plain = Gates.get(upstream.uri("/x?a=1"));
      EgressRequest forged =
          new EgressRequest(
              "GET", plain.uri(), Map.of(name, "mine"), plain.body(), Gates.LONG, Gates.LONG);

      Gates.text(egress.send(forged));

      ScriptedUpstream.Asked asked = upstream.asked.remove();
      String expected = template.replace("{value}", KEY);
      if (in.equals("header")) {
        assertThat(asked.headers())
            .containsEntry(name.toLowerCase(java.util.Locale.ROOT), expected);
      } else {
        assertThat(asked.target()).isEqualTo("/x?a=1&api_key=" + expected);
      }
    }
  }

  @Test
  void aCredentialThatIsNamedAndNotSetStopsTheRequest() {
    try (ServiceEgress egress = wanting("header", "x-key", "{value}", "KAI_SECRET_GPU")) {
      Rejection refused = Gates.refusal(egress.send(Gates.get(upstream.uri("/x"))));

      assertThat(refused.code()).isEqualTo(ErrorCode.SECRET_MISSING);
      assertThat(refused.message()).contains("KAI_SECRET_GPU");
      assertThat(upstream.connections).hasValue(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PATH", "AWS_SECRET_ACCESS_KEY", "KAI_SECRET", "kai_secret_x"})
  void anotherVariableIsNeverRead(String variable) {
    gates.environment.put(variable, KEY);
    try (ServiceEgress egress = wanting("header", "x-key", "{value}", variable)) {
      Rejection refused = Gates.refusal(egress.send(Gates.get(upstream.uri("/x"))));

      assertThat(refused.code()).isEqualTo(ErrorCode.SECRET_MISSING);
      assertThat(refused.toString()).doesNotContain(KEY);
    }
  }

  @Test
  void anOptionalSecretThatTheServiceDoesNotNameIsLeftOut() {
    try (ServiceEgress egress =
        gates.bound(
            Definitions.wanting("header", "x-key", "{value}", false, "{config.baseUrl}"),
            Definitions.spec(Map.of()),
            Gates.config(upstream.origin()))) {
      Gates.text(egress.send(Gates.get(upstream.uri("/x"))));

      assertThat(upstream.asked.remove().headers()).doesNotContainKey("x-key");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host", "Content-Length", "transfer-encoding", "Connection", "TE"})
  void aCredentialInAHeaderOfTheHostsIsRefused(String name) {
    gates.environment.put("KAI_SECRET_GPU", KEY);
    try (ServiceEgress egress = wanting("header", name, "{value}", "KAI_SECRET_GPU")) {
      Rejection refused = Gates.refusal(egress.send(Gates.get(upstream.uri("/x"))));

      assertThat(refused.code()).isEqualTo(ErrorCode.EGRESS_REFUSED);
      assertThat(refused.message()).contains(name);
      assertThat(upstream.connections).hasValue(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"401 No", "200 OK"})
  void anUpstreamThatRepeatsTheCredentialHasItBlottedOut(String status) throws IOException {
    gates.environment.put("KAI_SECRET_GPU", KEY);
    String echo =
        ScriptedUpstream.reply(status, "text/plain\r\nx-echo: " + KEY, "your key " + KEY + "!");
    try (ScriptedUpstream echoing = ScriptedUpstream.always(echo);
        ServiceEgress egress = wanting(echoing, "header", "x-key", "{value}", "KAI_SECRET_GPU")) {
      var reply = Gates.await(egress.send(Gates.get(echoing.uri("/x"))));

      assertThat(reply.header("x-echo")).hasValue("*".repeat(KEY.length()));
      assertThat(Gates.text(java.util.concurrent.CompletableFuture.completedFuture(reply)))
          .isEqualTo("your key " + "*".repeat(KEY.length()) + "!");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host", "content-length", "Transfer-Encoding", "connection", "a b", ""})
  void aHeaderThatIsTheHostsOrNoHeaderIsRefused(String name) {
    refusedHeader(name, "1");
  }

  @Test
  void aHeaderThatBreaksOutOfItsLineIsRefused() {
    refusedHeader("x-a", "1\r\nx-b: 2");
  }

  private void refusedHeader(String name, String value) {
    try (ServiceEgress egress = gates.to(upstream.origin())) {
      EgressRequest request =
          new EgressRequest(
              "GET", upstream.uri("/x"), Map.of(name, value), new byte[0], Gates.LONG, Gates.LONG);

      assertThat(Gates.refusal(egress.send(request)).code()).isEqualTo(ErrorCode.EGRESS_REFUSED);
      assertThat(upstream.connections).hasValue(0);
    }
  }

  private ServiceEgress wanting(String in, String name, String template, String variable) {
    return wanting(upstream, in, name, template, variable);
  }

  private ServiceEgress wanting(
      ScriptedUpstream to, String in, String name, String template, String variable) {
    return gates.bound(
        Definitions.wanting(in, name, template, true, "{config.baseUrl}"),
        Definitions.spec(Map.of("apiKey", variable)),
        Gates.config(to.origin()));
  }
}

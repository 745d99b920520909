package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectsTest {
  private final Gates gates = new Gates();

  @AfterEach
  void close() {
    gates.close();
  }

  private static String to(int status, String location) {
    return "HTTP/1.1 " + status + " R\r\nlocation: " + location + "\r\ncontent-length: 0\r\n\r\n";
  }

  private static ScriptedUpstream redirecting(int status, String location) {
    return new ScriptedUpstream(
        (asked, out) -> {
          String answer =
              asked.target().equals("/v1/old")
                  ? to(status, location)
                  : ScriptedUpstream.reply("200 OK", "text/plain", asked.method() + asked.body());
          out.write(answer.getBytes(StandardCharsets.UTF_8));
          return true;
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aReadFollowsARedirectBelowTheSameAddress(int status) throws IOException {
    try (ScriptedUpstream upstream = redirecting(status, "/v1/new");
        ServiceEgress egress = gates.to(upstream.origin() + "/v1")) {
      assertThat(Gates.text(egress.send(Gates.get(upstream.uri("/v1/old"))))).isEqualTo("GET");
    }
  }

  @ParameterizedTest
  @CsvSource({"307", "308"})
  void aWriteFollowsWhereItKeepsItsBody(int status) throws IOException {
    try (ScriptedUpstream upstream = redirecting(status, "new");
        ServiceEgress egress = gates.to(upstream.origin() + "/v1")) {
      assertThat(Gates.text(egress.send(Gates.post(upstream.uri("/v1/old"), "body"))))
          .isEqualTo("POSTbody");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303})
  void aWriteThatWouldLoseItsBodyIsRefused(int status) throws IOException {
    try (ScriptedUpstream upstream = redirecting(status, "/v1/new");
        ServiceEgress egress = gates.to(upstream.origin() + "/v1")) {
      Rejection refused = Gates.refusal(egress.send(Gates.post(upstream.uri("/v1/old"), "body")));

      assertThat(refused.code()).isEqualTo(ErrorCode.UPSTREAM_INVALID);
      assertThat(upstream.asked).hasSize(1);
    }
  }

  @Test
  void anotherHostIsRefusedAndSeesNoCredential() throws IOException {
    gates.environment.put("KAI_SECRET_X", "s3cr3t-value");
    try (ScriptedUpstream thief = ScriptedUpstream.always("HTTP/1.1 204 N\r\n\r\n");
        ScriptedUpstream upstream = redirecting(307, thief.origin() + "/v1/new");
        ServiceEgress egress =
            gates.bound(
                Definitions.wanting("header", "x-key", "{value}", true, "{config.baseUrl}"),
                Definitions.spec(Map.of("apiKey", "KAI_SECRET_X")),
                Gates.config(upstream.origin() + "/v1"))) {
      Rejection refused = Gates.refusal(egress.send(Gates.post(upstream.uri("/v1/old"), "body")));

      assertThat(refused.code()).isEqualTo(ErrorCode.EGRESS_REFUSED);
      assertThat(refused.message()).contains(thief.origin());
      assertThat(thief.connections).hasValue(0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin",
        "//evil.example/v1/new",
        "https://127.0.0.1/v1/new",
        "http://169.254.169.254/v1/new",
        "/v1/%2e%2e/admin",
        "file:///etc/passwd",
      })
  void outsideTheServicesAddressIsRefused(String location) throws IOException {
    try (ScriptedUpstream upstream = redirecting(302, location);
        ServiceEgress egress = gates.to(upstream.origin() + "/v1")) {
      Rejection refused = Gates.refusal(egress.send(Gates.get(upstream.uri("/v1/old"))));

      assertThat(refused.code()).isIn(ErrorCode.EGRESS_REFUSED, ErrorCode.UPSTREAM_INVALID);
      assertThat(upstream.asked).hasSize(1);
    }
  }

  @Test
  void aCircleEndsAfterThree() throws IOException {
    try (ScriptedUpstream upstream = redirecting(302, "/v1/old");
        ServiceEgress egress = gates.to(upstream.origin() + "/v1")) {
      Rejection refused = Gates.refusal(egress.send(Gates.get(upstream.uri("/v1/old"))));

      assertThat(refused.code()).isEqualTo(ErrorCode.UPSTREAM_INVALID);
      assertThat(upstream.asked).hasSize(4);
    }
  }
}

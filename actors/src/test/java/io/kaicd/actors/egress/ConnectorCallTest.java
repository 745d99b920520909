package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole replies, from a real socket to the caller. */
class ConnectorCallTest {
  private static final String REPLY =
      "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},"
          .concat("\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1}}");

  private static ScriptedUpstream answering(String status, String body) {
    return ScriptedUpstream.always(ScriptedUpstream.reply(status, "application/json", body));
  }

  @Test
  void aChatGoesOutAsItCameAndComesBack() throws IOException {
    try (ScriptedUpstream upstream = answering("200 OK", REPLY);
        Connected connected = new Connected(upstream)) {
      JsonNode reply = Gates.await(connected.service.call(Asking.chat()));

      assertThat(reply).isEqualTo(Json.parse(REPLY));
      ScriptedUpstream.Asked asked = upstream.asked.remove();
      assertThat(asked.method() + " " + asked.target()).isEqualTo("POST /v1/chat/completions");
      assertThat(Json.parse(asked.body())).isEqualTo(Asking.chat().input());
      assertThat(asked.headers()).containsEntry("authorization", "Bearer " + Connected.KEY);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401|{\"error\":{\"message\":\"Incorrect API key: KEY\"}}|UPSTREAM_UNAUTHORIZED",
        "403|{\"error\":\"no\"}|UPSTREAM_UNAUTHORIZED",
        "404|{\"error\":{\"message\":\"model 'm' not found\"}}|MODEL_UNKNOWN",
        "404|{\"detail\":\"Not Found\"}|UPSTREAM_INVALID",
        "404|<html>nginx</html>|UPSTREAM_INVALID",
        "429|{\"error\":{\"message\":\"slow down\"}}|UPSTREAM_RATE_LIMITED",
        "400|{\"error\":{\"message\":\"temperature KEY\"}}|UPSTREAM_REFUSED",
        "400|{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"x\"}}|CONTEXT_TOO_LONG",
        "400|{\"error\":{\"code\":\"model_not_found\",\"message\":\"x\"}}|MODEL_UNKNOWN",
        "422|{\"detail\":\"max_tokens\"}|UPSTREAM_REFUSED",
        "500|{\"error\":{\"message\":\"boom Bearer KEY\"}}|UPSTREAM_FAILED",
        "503|busy|UPSTREAM_FAILED",
        "204||UPSTREAM_INVALID",
        "200|<html>|UPSTREAM_INVALID",
        "200|{\"choices\":\"none\"}|UPSTREAM_INVALID",
        "200|{\"choices\":[{\"index\":0}]}|UPSTREAM_INVALID",
        "200|[1]|UPSTREAM_INVALID",
        "200|{\"choices\":[]}{}|UPSTREAM_INVALID",
        "200|{\"choices\":[{\"index\":1e400,\"message\":{}}]}|UPSTREAM_INVALID",
        "200|{\"error\":{\"message\":\"out of memory\"}}|UPSTREAM_FAILED",
      })
  void whatTheUpstreamSaysBecomesACode(int status, String body, ErrorCode expected)
      throws IOException {
    String said = body == null ? "" : body.replace("KEY", Connected.KEY);
    try (ScriptedUpstream upstream = answering(status + " S", said);
        Connected connected = new Connected(upstream)) {
      Asking asking = Asking.chat();
      Rejection refused = Gates.refusal(connected.service.call(asking));

      assertThat(refused.code()).isEqualTo(expected);
      assertThat(refused.toString()).doesNotContain(Connected.KEY);
      assertThat(asking.status).isEqualTo(status);
    }
  }

  @Test
  void aPageIsNotAReply() throws IOException {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.always(ScriptedUpstream.reply("200 OK", "text/html", REPLY));
        Connected connected = new Connected(upstream)) {
      assertThat(Gates.refusal(connected.service.call(Asking.chat())).code())
          .isEqualTo(ErrorCode.UPSTREAM_INVALID);
    }
  }

  @Test
  void aReplyPastTheCapIsTooLarge() throws IOException {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.always(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                    .concat("content-length: 99999999\r\n\r\n{"));
        Connected connected = new Connected(upstream)) {
      assertThat(Gates.refusal(connected.service.call(Asking.chat())).code())
          .isEqualTo(ErrorCode.REPLY_TOO_LARGE);
    }
  }

  @Test
  void aCancelIsSeenByTheUpstreamWithinHalfASecond() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(
                (request, out) -> {
                  asked.countDown();
                  if (request.in().read() < 0) {
                    closed.countDown();
                  }
                  return false;
                });
        Connected connected = new Connected(upstream)) {
      Asking asking = Asking.chat();
      CompletionStage<JsonNode> reply = connected.service.call(asking);
      assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();

      asking.cancel();

      assertThat(closed.await(500, TimeUnit.MILLISECONDS)).isTrue();
      assertThat(Gates.refusal(reply).code()).isEqualTo(ErrorCode.CALL_CANCELLED);
    }
  }

  @Test
  void healthIsWhatTheUpstreamWasLast() throws IOException {
    try (ScriptedUpstream upstream = answering("401 No", "{}");
        Connected connected = new Connected(upstream)) {
      assertThat(Gates.await(connected.service.health()).ready()).isTrue();

      JsonNode checked = Gates.await(connected.service.call(new Asking("health", "check", "{}")));

      assertThat(checked.path("status").asText()).isEqualTo("degraded");
      assertThat(checked.path("detail").asText()).contains("upstream.unauthorized");
      assertThat(Gates.await(connected.service.health()).ready()).isFalse();
    }
  }
}

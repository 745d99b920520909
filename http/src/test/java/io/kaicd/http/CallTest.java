package io.kaicd.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.call.CallRecord;
import io.kaicd.contract.call.Target;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallTest {
  private static final String CHAT = "/api/v1/capabilities/llm_chat/chat";
  private final Door door = Door.open();

  @AfterEach
  void close() {
    door.close();
  }

  private FakeCalls.Pending<io.kaicd.contract.call.Reply.Unary> taken() throws Exception {
    return Objects.requireNonNull(door.calls.unary.poll(10, SECONDS));
  }

  @Test
  void answersWithTheOutputAndWhereItWent() throws Exception {
    // Given a call by capability, for a range
    CompletableFuture<HttpResponse<String>> sent =
        door.post(CHAT + "?contract=%5E1.0", "{\"messages\":[]}");
    var call = taken();
    // When it is answered
    call.reply.complete(FakeCalls.output(Json.parse("{\"choices\":[1]}")));
    // Then the request was whole, and the reply says where it went
    assertThat(call.request.target()).isEqualTo(Target.ANY);
    assertThat(call.request.contract()).hasToString("^1.0");
    assertThat(call.request.caller().id()).isEqualTo("admin");
    assertThat(call.request.inputBytes()).isEqualTo(15);
    var reply = Door.await(sent);
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("{\"choices\":[1]}");
    Map.of(
            "Kai-Call-Id", "c_1",
            "Kai-Service", "gpu",
            "Kai-Node", "laptop",
            "Kai-Contract", "llm_chat/1.0.0",
            "Content-Type", "application/json")
        .forEach((name, value) -> assertThat(reply.headers().firstValue(name)).hasValue(value));
  }

  @Test
  void callsOneService() throws Exception {
    var sent = door.post("/api/v1/services/gpu/capabilities/llm_chat/chat", "{}");
    var call = taken();
    call.reply.complete(FakeCalls.refused(ErrorCode.SERVICE_STARTING, "gpu is starting"));
    assertThat(call.request.target()).isEqualTo(new Target.OneService("gpu"));
    var reply = Door.await(sent);
    JsonNode problem = Door.body(reply);
    assertThat(reply.statusCode()).isEqualTo(503);
    assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(reply.headers().firstValue("Kai-Call-Id")).hasValue("c_1");
    assertThat(reply.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(problem.path("type").asText()).isEqualTo("/problems/service.starting");
    assertThat(problem.path("detail").asText()).isEqualTo("gpu is starting");
    assertThat(problem.path("retryable").asBoolean()).isTrue();
    assertThat(problem.path("instance").asText())
        .isEqualTo("/api/v1/services/gpu/capabilities/llm_chat/chat");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":            | 400 | request.malformed
          {"a":1} x        | 400 | request.malformed
          {"a":1,"a":2}    | 400 | request.malformed
          {"a":NaN}        | 400 | request.malformed
          {"a":1e400}      | 422 | input.not-finite
          ''               | 400 | request.malformed
          """)
  void refusesWhatIsNoJson(String body, int status, String code) {
    var reply = Door.await(door.post(CHAT, body));
    assertThat(reply.statusCode()).isEqualTo(status);
    assertThat(Door.body(reply).path("code").asText()).isEqualTo(code);
    assertThat(door.calls.unary).isEmpty();
  }

  @Test
  void refusesDeepNesting() {
    var reply = Door.await(door.post(CHAT, "[".repeat(100_000) + "]".repeat(100_000)));
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(reply.body()).contains("input.too-deep");
  }

  @Test
  void refusesAPromptOf40Mb() {
    // Given more than chat's 32 MiB, sent by a client that reads only when it has sent all
    byte[] prompt = new byte[40_000_000];
    java.util.Arrays.fill(prompt, (byte) ' ');
    var reply =
        door.send(
            door.request(CHAT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(prompt)));
    assertThat(reply.statusCode()).isEqualTo(413);
    assertThat(Door.body(reply).path("code").asText()).isEqualTo("request.too-large");
  }

  @Test
  void takesAPromptOf30Mb() throws Exception {
    var sent = door.post(CHAT, "{\"messages\":\"" + "x".repeat(30_000_000) + "\"}");
    taken().reply.complete(FakeCalls.output(Json.parse("{}")));
    assertThat(Door.await(sent).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/services/a%2Fb/capabilities/llm_chat/chat",
        "/api/v1/services/..%2F..%2Fetc/capabilities/llm_chat/chat",
        "/api/v1/services/UPPER/capabilities/llm_chat/chat"
      })
  void refusesAPathInAnId(String path) {
    var reply = Door.await(door.post(path, "{}"));
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(reply.body()).contains("request.malformed");
    assertThat(door.calls.unary).isEmpty();
  }

  @Test
  void refusesMalformedPercentEncoding() throws Exception {
    try (RawSocket socket = new RawSocket(door.port())) {
      socket.send("GET /api/v1/services/%zz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
      assertThat(socket.readAll())
          .startsWith("HTTP/1.1 400")
          .contains("application/problem+json")
          .contains("nosniff")
          .doesNotContain("zz");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "contract={long},400,range.invalid",
    "limits=1,400,request.malformed",
    "contract=1&contract=2,400,request.malformed"
  })
  void refusesBadQueries(String query, int status, String code) {
    var reply = Door.await(door.post(CHAT + "?" + query.replace("{long}", "1".repeat(300)), "{}"));
    assertThat(reply.statusCode()).isEqualTo(status);
    assertThat(Door.body(reply).path("code").asText()).isEqualTo(code);
  }

  @Test
  void refusesOtherMediaTypesAndAcceptsAndMethods() {
    var xml =
        door.send(
            door.request(CHAT)
                .header("Content-Type", "application/xml")
                .POST(BodyPublishers.ofString("<a/>")));
    var zipped = door.send(door.json("POST", CHAT, "{}").header("Content-Encoding", "gzip"));
    var html = door.send(door.json("POST", CHAT, "{}").header("Accept", "text/html"));
    var put = door.send(door.json("PUT", CHAT, "{}"));
    var nowhere = door.get("/api/v2/things");
    assertThat(xml.statusCode()).isEqualTo(415);
    assertThat(zipped.statusCode()).isEqualTo(415);
    assertThat(html.statusCode()).isEqualTo(406);
    assertThat(put.statusCode()).isEqualTo(405);
    assertThat(put.headers().firstValue("Allow")).hasValue("POST");
    assertThat(nowhere.statusCode()).isEqualTo(404);
    assertThat(door.calls.unary).isEmpty();
  }

  @Test
  void internalOperationsAreNotThere() {
    var reply = Door.await(door.post("/api/v1/capabilities/analytics/ingest", "{}"));
    assertThat(reply.statusCode()).isEqualTo(404);
    assertThat(reply.body()).contains("operation.unknown");
    assertThat(door.calls.unary).isEmpty();
  }

  @Test
  void scopesBound() throws Exception {
    var chat = door.json("POST", CHAT, "{}").setHeader("Authorization", "Bearer " + Door.READER);
    assertThat(door.send(chat).statusCode()).isEqualTo(403);
    var embed =
        door.client.sendAsync(
            door.json("POST", "/api/v1/capabilities/embedding/embed", "{}")
                .setHeader("Authorization", "Bearer " + Door.READER)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    taken().reply.complete(FakeCalls.output(Json.parse("{}")));
    assertThat(Door.await(embed).statusCode()).isEqualTo(200);
  }

  @Test
  void aClientThatLeavesCancelsItsCall() throws Exception {
    try (RawSocket socket = new RawSocket(door.port())) {
      socket.send(post(CHAT, "{}", ""));
      var call = taken();
      // When it goes
      long left = System.nanoTime();
      socket.close();
      // Then the work is stopped within half a second
      long cancelled = call.cancelled.get(2, SECONDS);
      assertThat(cancelled - left).isLessThan(MILLISECONDS.toNanos(500));
    }
  }

  @Test
  void aConnectionThatIsToCloseGetsItsReplyFirst() throws Exception {
    try (RawSocket socket = new RawSocket(door.port())) {
      socket.send(post(CHAT, "{}", "Connection: close\r\n"));
      var call = taken();
      call.reply.completeOnTimeout(FakeCalls.output(Json.parse("{\"done\":1}")), 200, MILLISECONDS);
      assertThat(socket.readAll()).startsWith("HTTP/1.1 200").endsWith("{\"done\":1}");
      assertThat(call.cancelled).isNotDone();
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    try (RawSocket socket = new RawSocket(door.port())) {
      String one = post(CHAT, "{\"n\":1}", "");
      socket.send(one + one.replace("\"n\":1", "\"n\":2") + one.replace("\"n\":1", "\"n\":3"));
      for (int n = 1; n <= 3; n++) {
        var call = taken();
        assertThat(call.input().path("n").asInt()).isEqualTo(n);
        assertThat(door.calls.unary).isEmpty();
        call.reply.complete(FakeCalls.output(Json.parse("{\"answer\":" + n + "}")));
        assertThat(socket.readUntil("{\"answer\":" + n + "}")).contains("200 OK");
      }
    }
  }

  private String post(String path, String body, String headers) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: 127.0.0.1:"
        + door.port()
        + "\r\nAuthorization: Bearer "
        + Door.ADMIN
        + "\r\nContent-Type: application/json\r\n"
        + headers
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Test
  void showsTheLog() {
    door.log.add(record("c_ok", "completed", ""));
    door.log.add(record("c_bad", "failed", "upstream.cut"));
    JsonNode failed = Door.body(door.get("/api/v1/calls?failed=true"));
    JsonNode one = Door.body(door.get("/api/v1/calls/c_bad"));
    assertThat(failed.path("items")).hasSize(1);
    assertThat(failed.at("/items/0/id").asText()).isEqualTo("c_bad");
    assertThat(one.path("code").asText()).isEqualTo("upstream.cut");
    assertThat(door.get("/api/v1/calls/c_other").statusCode()).isEqualTo(404);
    assertThat(door.get("/api/v1/calls?limit=0").statusCode()).isEqualTo(400);
    assertThat(door.get("/api/v1/calls?failed=maybe").statusCode()).isEqualTo(400);
  }

  private static CallRecord record(String id, String outcome, String code) {
    return new CallRecord(
        id,
        Instant.EPOCH,
        "llm_chat",
        "chat",
        "llm_chat/1.0.0",
        "unary",
        "gpu",
        "laptop",
        "laptop",
        "m",
        outcome,
        1,
        200,
        1,
        2,
        3,
        0,
        0,
        0,
        code,
        "",
        "");
  }
}

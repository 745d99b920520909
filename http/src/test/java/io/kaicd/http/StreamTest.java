package io.kaicd.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.call.Frame;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.call.Usage;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamTest {
  private static final String CHAT = "/api/v1/capabilities/llm_chat/chat";
  private final Door door =
      Door.open("kai.http { stream-ping = 300 ms, connections.head-deadline = 1 s }");

  @AfterEach
  void close() {
    door.close();
  }

  private CompletableFuture<HttpResponse<String>> ask() {
    return door.client.sendAsync(
        door.json("POST", CHAT, "{}").header("Accept", "text/event-stream").build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private FakeCalls.Pending<Reply.Streamed> taken() throws Exception {
    return Objects.requireNonNull(door.calls.streams.poll(10, SECONDS));
  }

  private FakeFrames opened(Frame... frames) throws Exception {
    FakeFrames fake = FakeFrames.of(frames);
    taken().reply.complete(new Reply.Opened(FakeCalls.CALL, fake));
    return fake;
  }

  private static Frame data(String... chunks) {
    return new Frame.Data(List.of(chunks).stream().map(Json::parse).toList());
  }

  @Test
  void writesEveryEvent() throws Exception {
    var sent = ask();
    opened(
        data("{\"a\":1}", "{\"a\":2}"),
        data("{\"a\":3}"),
        new Frame.Completed(3, new Usage(9, 40, "stop")));
    var reply = Door.await(sent);
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(reply.headers().firstValue("Kai-Call-Id")).hasValue("c_1");
    assertThat(reply.body())
        .isEqualTo(
            """
            event: started
            data: {"callId":"c_1","service":"gpu","node":"laptop","contract":"llm_chat/1.0.0"}

            event: chunk
            id: 1
            data: {"a":1}

            event: chunk
            id: 2
            data: {"a":2}

            event: chunk
            id: 3
            data: {"a":3}

            event: completed
            data: {"chunks":3,"finishReason":"stop","usage":{"inputTokens":9,"outputTokens":40}}

            """);
  }

  @Test
  void anEarlyFailureIsARealStatus() throws Exception {
    var sent = ask();
    opened(new Frame.Rejected(0, ErrorCode.UPSTREAM_UNREACHABLE.reject("nobody there")));
    var reply = Door.await(sent);
    assertThat(reply.statusCode()).isEqualTo(502);
    assertThat(Door.body(reply).path("code").asText()).isEqualTo("upstream.unreachable");
  }

  @Test
  void aLateFailureIsAnEvent() throws Exception {
    var sent = ask();
    opened(data("{\"a\":1}"), new Frame.Rejected(1, ErrorCode.UPSTREAM_CUT.reject("it was cut")));
    assertThat(Door.await(sent).body())
        .contains("event: failed\ndata: {\"type\":\"/problems/upstream.cut\"")
        .endsWith("\"retryable\":true,\"chunks\":1}\n\n")
        .doesNotContain("event: completed");
  }

  @Test
  void aCancelledStreamSaysSo() throws Exception {
    var sent = ask();
    opened(data("{\"a\":1}"), new Frame.Rejected(1, ErrorCode.CALL_CANCELLED.reject("stopped")));
    assertThat(Door.await(sent).body())
        .endsWith("event: cancelled\ndata: {\"by\":\"caller\",\"chunks\":1}\n\n");
  }

  @Test
  void theStatusWaitsForTheFirstFrameAndSilenceIsFilled() throws Exception {
    try (RawSocket socket = new RawSocket(door.port())) {
      socket.send(request());
      FakeFrames frames = opened();
      frames.send(data("{\"a\":1}"));
      assertThat(socket.readUntil("{\"a\":1}")).startsWith("HTTP/1.1 200 OK");
      assertThat(socket.readUntil(": ping")).doesNotContain("event:");
      frames.send(new Frame.Completed(1, Usage.NONE));
      assertThat(socket.readUntil("\r\n0\r\n\r\n")).contains("event: completed");
    }
  }

  @Test
  void aClientThatLeavesStopsTheWork() throws Exception {
    try (RawSocket socket = new RawSocket(door.port())) {
      socket.send(request());
      FakeFrames frames = opened(data("{\"a\":1}"));
      socket.readUntil("{\"a\":1}");
      long left = System.nanoTime();
      socket.close();
      assertThat(frames.cancelled.get(2, SECONDS) - left).isLessThan(MILLISECONDS.toNanos(500));
    }
  }

  @Test
  void aClientThatFinishesStopsTheWork() throws Exception {
    try (RawSocket socket = new RawSocket(door.port())) {
      socket.send(request());
      FakeFrames frames = opened(data("{\"a\":1}"));
      socket.readUntil("{\"a\":1}");
      long left = System.nanoTime();
      socket.finish();
      assertThat(frames.cancelled.get(2, SECONDS) - left).isLessThan(MILLISECONDS.toNanos(500));
    }
  }

  @Test
  void aStreamOutlivesTheDeadlineForHeads() throws Exception {
    try (RawSocket socket = new RawSocket(door.port())) {
      socket.send(request());
      FakeFrames frames = opened(data("{\"a\":1}"));
      // Given twice the deadline, in pings
      for (int i = 0; i < 8; i++) {
        assertThat(socket.readUntil(": ping")).isNotEmpty();
      }
      frames.send(new Frame.Completed(1, Usage.NONE));
      assertThat(socket.readUntil("\r\n0\r\n\r\n")).contains("event: completed");
      // Then the connection serves on
      socket.send(request());
      opened(new Frame.Rejected(0, ErrorCode.UPSTREAM_CUT.reject("cut")));
      assertThat(socket.readUntil("upstream.cut")).startsWith("HTTP/1.1 502");
    }
  }

  @Test
  void aStreamOfTheOtherDialectThatIsCutClosesItsConnection() throws Exception {
    try (RawSocket socket = new RawSocket(door.port())) {
      String body = "{\"model\":\"m\",\"messages\":[],\"stream\":true}";
      socket.send(
          request()
              .replace(CHAT, "/v1/chat/completions")
              .replace("Length: 2", "Length: " + body.length())
              .replace("{}", body));
      opened(
          data("{\"choices\":[]}"),
          new Frame.Rejected(1, ErrorCode.UPSTREAM_CUT.reject("it was cut")));
      assertThat(socket.readAll())
          .contains("data: {\"error\":{\"message\":\"it was cut.")
          .doesNotContain("[DONE]")
          .endsWith("\r\n0\r\n\r\n");
    }
  }

  @Test
  void aClientThatLeavesBeforeTheFirstFrameStopsTheWork() throws Exception {
    try (RawSocket socket = new RawSocket(door.port())) {
      socket.send(request());
      FakeFrames frames = opened();
      long left = System.nanoTime();
      socket.close();
      assertThat(frames.cancelled.get(2, SECONDS) - left).isLessThan(MILLISECONDS.toNanos(500));
    }
  }

  @Test
  void aClientThatDoesNotReadHoldsTheStreamBack() throws Exception {
    try (RawSocket socket = new RawSocket(door.port())) {
      socket.send(request());
      // Given far more than sockets hold
      String chunk = "\"" + "x".repeat(64 * 1024) + "\"";
      FakeFrames frames = opened();
      int all = 2_000;
      for (int i = 0; i < all; i++) {
        frames.send(data(chunk));
      }
      socket.readUntil("event: chunk");
      // Then only what fits is taken, and it stays so
      long before = -1;
      while (before != frames.sent()) {
        before = frames.sent();
        assertThat(door.get("/health/live").statusCode()).isEqualTo(200);
        Thread.onSpinWait();
        socketsSettle();
      }
      assertThat(frames.sent()).isLessThan(all / 2);
    }
  }

  private void socketsSettle() {
    for (int i = 0; i < 50; i++) {
      door.get("/health/live");
    }
  }

  private String request() {
    return "POST "
        + CHAT
        + " HTTP/1.1\r\nHost: 127.0.0.1:"
        + door.port()
        + "\r\nAuthorization: Bearer "
        + Door.ADMIN
        + "\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n"
        + "Content-Length: 2\r\n\r\n{}";
  }
}

package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streamed chat, from a real socket to the subscriber. */
class ConnectorStreamTest {
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
          .concat("transfer-encoding: chunked\r\n\r\n");
  private static final ObjectNode NONE = Json.shared().createObjectNode();

  private static String chunk(String text) {
    return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}\n\n";
  }

  private static final String FINISH =
      "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
  private static final String USAGE =
      "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\n\n";
  private static final String DONE = "data: [DONE]\n\n";

  private static void send(OutputStream out, String part) throws IOException {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.write(bytes);
    out.write("\r\n".getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Sends these events and then ends as it should. */
  private static ScriptedUpstream streaming(String... events) {
    return new ScriptedUpstream(
        (asked, out) -> {
          out.write(HEAD.getBytes(StandardCharsets.UTF_8));
          for (String event : events) {
            send(out, event);
          }
          out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
          return true;
        });
  }

  private static ScriptedUpstream sendingThen(String start, boolean close) {
    return new ScriptedUpstream(
        (asked, out) -> {
          out.write(start.getBytes(StandardCharsets.UTF_8));
          out.flush();
          return !close && asked.in().read() >= 0;
        });
  }

  private static Rejection failure(Chunks chunks) {
    return Gates.refusal(chunks.ended);
  }

  @Test
  void chunksArriveInOrderAndTheConnectionIsUsedAgain() throws IOException {
    try (ScriptedUpstream upstream =
            streaming(": ping\n\n", chunk("Hé"), chunk("llo"), FINISH, USAGE, DONE);
        Connected connected = new Connected(upstream)) {
      for (int i = 0; i < 3; i++) {
        Asking asking = Asking.chat();
        Chunks chunks = Chunks.of(connected.service.stream(asking), Long.MAX_VALUE);

        assertThat(Gates.await(chunks.ended)).isEqualTo("completed");
        assertThat(chunks.text()).isEqualTo("Héllo");
        assertThat(chunks.received).hasSize(4);
        assertThat(asking.status).isEqualTo(200);
        awaitIdle(connected);
      }
      assertThat(upstream.connections).hasValue(1);

      JsonNode sent = Json.parse(upstream.asked.remove().body());
      assertThat(sent.path("stream").asBoolean()).isTrue();
      assertThat(sent.at("/stream_options/include_usage").asBoolean()).isTrue();
    }
  }

  @Test
  void nothingIsSentBeforeThereIsDemand() throws IOException {
    try (ScriptedUpstream upstream = streaming(chunk("a"), FINISH, DONE);
        Connected connected = new Connected(upstream)) {
      Chunks chunks = Chunks.of(connected.service.stream(Asking.chat()), 0);

      assertThat(connected.egress.inFlight()).isZero();
      assertThat(upstream.connections).hasValue(0);
      chunks.subscription.request(1);
      Gates.await(chunks.first);
      assertThat(chunks.received).hasSize(1);
      assertThat(chunks.ended).isNotDone();
      chunks.subscription.request(1);
      assertThat(Gates.await(chunks.ended)).isEqualTo("completed");
    }
  }

  @Test
  void theEndIsToldWithoutBeingAskedFor() throws IOException {
    CompletableFuture<Void> answered = new CompletableFuture<>();
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(
                (asked, out) -> {
                  out.write(HEAD.getBytes(StandardCharsets.UTF_8));
                  send(out, chunk("a"));
                  send(out, FINISH);
                  Gates.await(answered); // so that the end is a read of its own
                  send(out, DONE);
                  out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                  out.flush();
                  return true;
                });
        Connected connected = new Connected(upstream)) {
      Chunks chunks = Chunks.of(connected.service.stream(Asking.chat()), 0);
      chunks.subscription.request(2);
      Gates.await(chunks.finished);
      answered.complete(null);

      assertThat(Gates.await(chunks.ended)).isEqualTo("completed");
      assertThat(chunks.received).hasSize(2);
    }
  }

  @Test
  void aSlowReaderHoldsTheUpstreamBack() throws Exception {
    AtomicLong written = new AtomicLong();
    String event = chunk("x".repeat(8_000));
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(
                (asked, out) -> {
                  out.write(HEAD.getBytes(StandardCharsets.UTF_8));
                  while (written.get() < 1L << 30) {
                    send(out, event);
                    written.addAndGet(event.length());
                  }
                  return false;
                });
        Connected connected = new Connected(upstream)) {
      Chunks chunks = Chunks.of(connected.service.stream(Asking.chat()), 2);
      Gates.await(chunks.first);

      long held = EgressExchangeTest.settled(written);

      assertThat(held).isLessThan(16 * 1024 * 1024);
      assertThat(chunks.received).hasSize(2);
      chunks.subscription.request(4_000);
      EgressExchangeTest.awaitMore(written, held);
      chunks.subscription.cancel();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"subscription", "invocation"})
  void aCancelIsSeenByTheUpstreamWithinHalfASecond(String how) throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(
                (asked, out) -> {
                  out.write(HEAD.getBytes(StandardCharsets.UTF_8));
                  send(out, chunk("a"));
                  try {
                    if (asked.in().read() < 0) {
                      closed.countDown();
                    }
                  } catch (IOException e) {
                    closed.countDown();
                  }
                  return false;
                });
        Connected connected = new Connected(upstream)) {
      Asking asking = Asking.chat();
      Chunks chunks = Chunks.of(connected.service.stream(asking), Long.MAX_VALUE);
      Gates.await(chunks.first);

      if (how.equals("subscription")) {
        chunks.subscription.cancel();
      } else {
        asking.cancel();
        assertThat(failure(chunks).code()).isEqualTo(ErrorCode.CALL_CANCELLED);
      }

      assertThat(closed.await(500, TimeUnit.MILLISECONDS)).isTrue();
    }
  }

  @Test
  void aStreamThatIsCutSaysSoAfterItsChunks() throws IOException {
    try (ScriptedUpstream upstream =
            sendingThen(HEAD + "%x\r\n%s\r\n".formatted(chunk("a").length(), chunk("a")), true);
        Connected connected = new Connected(upstream)) {
      Chunks chunks = Chunks.of(connected.service.stream(Asking.chat()), Long.MAX_VALUE);

      assertThat(failure(chunks).code()).isEqualTo(ErrorCode.UPSTREAM_CUT);
      assertThat(chunks.text()).isEqualTo("a");
    }
  }

  @Test
  void aCleanEndWithoutDoneOrFinishIsACut() throws IOException {
    try (ScriptedUpstream upstream = streaming(chunk("a"));
        Connected connected = new Connected(upstream)) {
      Chunks chunks = Chunks.of(connected.service.stream(Asking.chat()), Long.MAX_VALUE);

      assertThat(failure(chunks).code()).isEqualTo(ErrorCode.UPSTREAM_CUT);
    }
  }

  @Test
  void aCleanEndAfterAFinishIsAnEnd() throws IOException {
    try (ScriptedUpstream upstream = streaming(chunk("a"), FINISH);
        Connected connected = new Connected(upstream)) {
      Chunks chunks = Chunks.of(connected.service.stream(Asking.chat()), Long.MAX_VALUE);

      assertThat(Gates.await(chunks.ended)).isEqualTo("completed");
    }
  }

  @Test
  void silenceBetweenChunksIsATimeout() throws IOException {
    try (ScriptedUpstream upstream =
            sendingThen(HEAD + "%x\r\n%s\r\n".formatted(chunk("a").length(), chunk("a")), false);
        Connected connected =
            new Connected(upstream, NONE.deepCopy().put("idleTimeout", "PT0.15S"))) {
      Chunks chunks = Chunks.of(connected.service.stream(Asking.chat()), Long.MAX_VALUE);

      assertThat(failure(chunks).code()).isEqualTo(ErrorCode.UPSTREAM_TIMEOUT);
      assertThat(chunks.text()).isEqualTo("a");
    }
  }

  @Test
  void silenceBeforeTheHeadIsATimeout() throws IOException {
    try (ScriptedUpstream upstream = sendingThen("", false);
        Connected connected =
            new Connected(upstream, NONE.deepCopy().put("firstByteTimeout", "PT0.15S"))) {
      Chunks chunks = Chunks.of(connected.service.stream(Asking.chat()), Long.MAX_VALUE);

      assertThat(failure(chunks).code()).isEqualTo(ErrorCode.UPSTREAM_TIMEOUT);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data: <html>|UPSTREAM_INVALID",
        "data: {\"x\":1}|UPSTREAM_INVALID",
        "data: {\"choices\":{}}|UPSTREAM_INVALID",
        "data: {\"error\":{\"message\":\"boom\",\"type\":\"server_error\"}}|UPSTREAM_FAILED",
        "data: {\"error\":{\"message\":\"maximum context length is 9\"}}|CONTEXT_TOO_LONG",
      })
  void anEventThatIsNoChunkEndsTheStream(String event, ErrorCode expected) throws IOException {
    try (ScriptedUpstream upstream = streaming(chunk("a"), event + "\n\n", DONE);
        Connected connected = new Connected(upstream)) {
      Chunks chunks = Chunks.of(connected.service.stream(Asking.chat()), Long.MAX_VALUE);

      assertThat(failure(chunks).code()).isEqualTo(expected);
      assertThat(chunks.text()).isEqualTo("a");
    }
  }

  @Test
  void aReplyThatIsNoStreamIsRefused() throws IOException {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.always(
                ScriptedUpstream.reply("200 OK", "application/json", "{\"choices\":[]}"));
        Connected connected = new Connected(upstream)) {
      Chunks chunks = Chunks.of(connected.service.stream(Asking.chat()), Long.MAX_VALUE);

      assertThat(failure(chunks).code()).isEqualTo(ErrorCode.UPSTREAM_INVALID);
    }
  }

  @Test
  void aRefusedStreamIsARealRefusal() throws IOException {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.always(
                "HTTP/1.1 429 Slow\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n");
        Connected connected = new Connected(upstream)) {
      Asking asking = Asking.chat();
      Rejection refused = failure(Chunks.of(connected.service.stream(asking), Long.MAX_VALUE));

      assertThat(refused.code()).isEqualTo(ErrorCode.UPSTREAM_RATE_LIMITED);
      assertThat(refused.remedy()).contains("7 s");
      assertThat(asking.status).isEqualTo(429);
    }
  }

  @Test
  void anEventWithoutEndIsCutOff() throws IOException {
    String endless = "data: " + "x".repeat(60_000);
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(
                (asked, out) -> {
                  out.write(HEAD.getBytes(StandardCharsets.UTF_8));
                  while (true) {
                    send(out, endless);
                  }
                });
        Connected connected = new Connected(upstream)) {
      Chunks chunks = Chunks.of(connected.service.stream(Asking.chat()), Long.MAX_VALUE);

      assertThat(failure(chunks).code()).isEqualTo(ErrorCode.REPLY_TOO_LARGE);
    }
  }

  private static void awaitIdle(Connected connected) throws IOException {
    long end = System.nanoTime() + 5_000_000_000L;
    while (connected.egress.idleConnections() == 0 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(connected.egress.idleConnections()).isEqualTo(1);
  }
}

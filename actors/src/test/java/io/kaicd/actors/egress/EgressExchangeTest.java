package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.spi.EgressRequest;
import io.kaicd.spi.EgressResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One request and its reply: framing, connections kept, time-outs, back-pressure, cancel. */
class EgressExchangeTest {
  private static final Duration SHORT = Duration.ofMillis(150);

  /** What a plugin in a language without null checks may hand over. */
  @SuppressWarnings("NullAway")
  private static final URI NOWHERE = null;

  @SuppressWarnings("NullAway")
  private static final String NOTHING = null;

  private final Gates gates = new Gates();

  @AfterEach
  void close() {
    gates.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
        "HTTP/1.1 200\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\ncontent-length: 5\n\nhello",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 200\r\ntransfer-encoding: Chunked\r\n\r\n2;a=b\r\nhe\r\n003 \r\nllo\r\n0\r\nx: 1\r\n\r\n",
      })
  void aBodyIsFoundHoweverItIsFramedAndTheConnectionIsKept(String reply) throws IOException {
    try (ScriptedUpstream upstream = ScriptedUpstream.always(reply);
        ServiceEgress egress = gates.to(upstream.origin())) {
      for (int i = 0; i < 3; i++) {
        assertThat(Gates.text(egress.send(Gates.get(upstream.uri("/x"))))).isEqualTo("hello");
      }
      assertThat(upstream.connections).hasValue(1);
    }
  }

  @Test
  void aBodyInSingleBytesIsTheSame() throws IOException {
    byte[] reply =
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"
            .getBytes(StandardCharsets.UTF_8);
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(
                (asked, out) -> {
                  for (byte b : reply) {
                    out.write(b);
                    out.flush();
                  }
                  return true;
                });
        ServiceEgress egress = gates.to(upstream.origin())) {
      for (int i = 0; i < 5; i++) {
        assertThat(Gates.text(egress.send(Gates.get(upstream.uri("/x"))))).isEqualTo("hello!");
      }
      assertThat(upstream.connections).hasValue(1);
    }
  }

  @Test
  void aBodyThatEndsWithTheConnectionIsWholeAndTheConnectionIsNotKept() throws IOException {
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(
                (asked, out) -> {
                  out.write("HTTP/1.0 200 OK\r\n\r\nhello".getBytes(StandardCharsets.UTF_8));
                  return false;
                });
        ServiceEgress egress = gates.to(upstream.origin())) {
      assertThat(Gates.text(egress.send(Gates.get(upstream.uri("/x"))))).isEqualTo("hello");
      assertThat(egress.idleConnections()).isZero();
    }
  }

  @Test
  void aKeptConnectionThatTheUpstreamClosedIsReplaced() throws IOException {
    String ok = ScriptedUpstream.reply("200 OK", "text/plain", "fine");
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(
                (asked, out) -> {
                  out.write(ok.getBytes(StandardCharsets.UTF_8));
                  return false;
                });
        ServiceEgress egress = gates.to(upstream.origin())) {
      for (int i = 0; i < 20; i++) {
        assertThat(Gates.text(egress.send(Gates.get(upstream.uri("/x"))))).isEqualTo("fine");
      }
    }
  }

  @Test
  void aLargeBodyGoesOutWhole() throws IOException {
    String large = "x".repeat(5_000_000);
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(
                (asked, out) -> {
                  String length = Integer.toString(asked.body().length());
                  out.write(
                      ScriptedUpstream.reply("200 OK", "text/plain", length)
                          .getBytes(StandardCharsets.UTF_8));
                  return true;
                });
        ServiceEgress egress = gates.to(upstream.origin())) {
      assertThat(Gates.text(egress.send(Gates.post(upstream.uri("/x"), large))))
          .isEqualTo("5000000");
    }
  }

  @Test
  void aRefusedConnectionIsUnreachable() throws IOException {
    int free;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = closed.getLocalPort();
    }
    String origin = "http://127.0.0.1:" + free;
    try (ServiceEgress egress = gates.to(origin)) {
      Rejection refused = Gates.refusal(egress.send(Gates.get(URI.create(origin + "/x"))));

      assertThat(refused.code()).isEqualTo(ErrorCode.UPSTREAM_UNREACHABLE);
      assertThat(refused.message()).contains(origin);
    }
  }

  @Test
  void silenceBeforeTheHeadIsATimeout() throws IOException {
    try (ScriptedUpstream upstream = silentAfter("");
        ServiceEgress egress = gates.to(upstream.origin())) {
      Rejection refused =
          Gates.refusal(egress.send(Gates.get(upstream.uri("/x"), SHORT, Gates.LONG)));

      assertThat(refused.code()).isEqualTo(ErrorCode.UPSTREAM_TIMEOUT);
    }
  }

  @Test
  void aHeadThatDripsIsATimeoutToo() throws IOException {
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(
                (asked, out) -> {
                  out.write("HTTP/1.1 200 OK\r\nx: ".getBytes(StandardCharsets.UTF_8));
                  CountDownLatch never = new CountDownLatch(1);
                  while (!never.await(20, TimeUnit.MILLISECONDS)) {
                    out.write('a');
                    out.flush();
                  }
                  return false;
                });
        ServiceEgress egress = gates.to(upstream.origin())) {
      assertThat(
              Gates.refusal(egress.send(Gates.get(upstream.uri("/x"), SHORT, Gates.LONG))).code())
          .isEqualTo(ErrorCode.UPSTREAM_TIMEOUT);
    }
  }

  @Test
  void silenceInsideTheBodyIsATimeout() throws IOException {
    try (ScriptedUpstream upstream =
            silentAfter("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello");
        ServiceEgress egress = gates.to(upstream.origin())) {
      Rejection refused =
          Gates.refusalOfBody(egress.send(Gates.get(upstream.uri("/x"), Gates.LONG, SHORT)));

      assertThat(refused.code()).isEqualTo(ErrorCode.UPSTREAM_TIMEOUT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-length: 10\r\n\r\nhello",
        "transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "transfer-encoding: chunked\r\n\r\n5\r\nhel",
      })
  void anEndInsideTheBodyIsACut(String rest) throws IOException {
    try (ScriptedUpstream upstream = closingAfter("HTTP/1.1 200 OK\r\n" + rest);
        ServiceEgress egress = gates.to(upstream.origin())) {
      assertThat(Gates.refusalOfBody(egress.send(Gates.get(upstream.uri("/x")))).code())
          .isEqualTo(ErrorCode.UPSTREAM_CUT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\ncontent-le"})
  void anEndBeforeTheBodyIsACut(String start) throws IOException {
    try (ScriptedUpstream upstream = closingAfter(start);
        ServiceEgress egress = gates.to(upstream.origin())) {
      assertThat(Gates.refusal(egress.send(Gates.post(upstream.uri("/x"), "a"))).code())
          .isEqualTo(ErrorCode.UPSTREAM_CUT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-length: 2000000\r\n\r\n",
        "content-length: 6\r\n\r\nhello!",
        "transfer-encoding: chunked\r\n\r\n6\r\nhello!\r\n0\r\n\r\n",
        "transfer-encoding: chunked\r\n\r\n3\r\nhel\r\n3\r\nlo!\r\n",
      })
  void aBodyPastItsLimitIsTooLarge(String rest) throws IOException {
    try (ScriptedUpstream upstream = silentAfter("HTTP/1.1 200 OK\r\n" + rest);
        ServiceEgress egress = gates.to(upstream.origin())) {
      CompletionStage<byte[]> body =
          egress.send(Gates.get(upstream.uri("/x"))).thenCompose(reply -> reply.bytes(5));

      assertThat(Gates.refusal(body).code()).isEqualTo(ErrorCode.REPLY_TOO_LARGE);
    }
  }

  @Test
  void aSlowReaderHoldsTheUpstreamBack() throws Exception {
    AtomicLong written = new AtomicLong();
    try (ScriptedUpstream upstream = flooding(written);
        ServiceEgress egress = gates.to(upstream.origin())) {
      EgressResponse reply = Gates.await(egress.send(Gates.get(upstream.uri("/x"))));
      Parts parts = new Parts();
      reply.body().subscribe(parts);
      parts.subscription.get(5, TimeUnit.SECONDS).request(3);

      long settled = settled(written);

      assertThat(parts.received).hasSize(3);
      assertThat(settled).isLessThan(16 * 1024 * 1024); // what two sockets hold
      parts.subscription.get().request(10_000);
      awaitMore(written, settled);
      reply.cancel();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"future", "reply", "subscription", "service"})
  void aCancelClosesTheConnectionWithinHalfASecond(String how) throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    String head = how.equals("future") ? "" : "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab";
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(
                (request, out) -> {
                  out.write(head.getBytes(StandardCharsets.UTF_8));
                  out.flush();
                  asked.countDown();
                  try {
                    if (request.in().read() < 0) {
                      closed.countDown();
                    }
                  } catch (IOException e) {
                    closed.countDown();
                  }
                  return false;
                });
        ServiceEgress egress = gates.to(upstream.origin())) {
      CompletionStage<EgressResponse> sent = egress.send(Gates.get(upstream.uri("/x")));
      assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();

      switch (how) {
        case "future" -> sent.toCompletableFuture().cancel(true);
        case "reply" -> Gates.await(sent).cancel();
        case "subscription" -> {
          Parts parts = new Parts();
          Gates.await(sent).body().subscribe(parts);
          parts.subscription.get(5, TimeUnit.SECONDS).request(5);
          parts.subscription.get().cancel();
        }
        default -> egress.close();
      }

      assertThat(closed.await(500, TimeUnit.MILLISECONDS)).isTrue();
    }
  }

  @Test
  void aReplyThatNobodyReadsIsLetGo() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (ScriptedUpstream upstream = neverEnding(closed);
        ServiceEgress egress = gates.to(upstream.origin())) {
      Gates.await(egress.send(Gates.get(upstream.uri("/x"))));

      assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void noMoreRequestsAreUnderWayThanConfigured() throws IOException {
    try (ScriptedUpstream upstream = silentAfter("");
        ServiceEgress egress =
            gates.bound(
                Definitions.allowing("{config.baseUrl}"),
                Definitions.spec(Map.of()),
                Gates.config(upstream.origin()).put("maxInFlight", 2))) {
      List<CompletionStage<EgressResponse>> sent = new ArrayList<>();
      sent.add(egress.send(Gates.get(upstream.uri("/1"))));
      sent.add(egress.send(Gates.get(upstream.uri("/2"))));

      Rejection refused = Gates.refusal(egress.send(Gates.get(upstream.uri("/3"))));

      assertThat(refused.code()).isEqualTo(ErrorCode.ADMISSION_FULL);
      assertThat(egress.inFlight()).isEqualTo(2);
      sent.forEach(one -> one.toCompletableFuture().cancel(true));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"no address", "no method", "forever"})
  void aRequestThatIsNoneFailsAndTakesNoPlace(String what) throws IOException {
    try (ScriptedUpstream upstream = silentAfter("");
        ServiceEgress egress = gates.to(upstream.origin())) {
      EgressRequest good = Gates.get(upstream.uri("/x"));
      EgressRequest wrong =
          switch (what) {
            case "no address" -> Gates.get(NOWHERE);
            case "no method" ->
                new EgressRequest(NOTHING, good.uri(), Map.of(), good.body(), SHORT, SHORT);
            default -> Gates.get(good.uri(), Duration.ofSeconds(Long.MAX_VALUE), SHORT);
          };

      CompletionStage<EgressResponse> sent = egress.send(wrong);

      assertThat(sent.toCompletableFuture()).isCompletedExceptionally();
      assertThat(egress.inFlight()).isZero();
    }
  }

  @Test
  void theFirstPartMayComeAsLateAsWasAskedForHoweverLongThatIs() throws Exception {
    CountDownLatch subscribed = new CountDownLatch(1);
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(
                (asked, out) -> {
                  out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                  out.flush();
                  subscribed.await();
                  out.write("late".getBytes(StandardCharsets.UTF_8));
                  return false;
                });
        ServiceEgress egress = gates.to(upstream.origin())) {
      EgressResponse reply =
          Gates.await(egress.send(Gates.get(upstream.uri("/x"), Duration.ofDays(30), SHORT)));

      CompletionStage<byte[]> body = reply.bytes(10);
      subscribed.countDown();

      assertThat(Gates.await(body)).asString().isEqualTo("late");
    }
  }

  @Test
  void aBodyThatIsGivenUpEndsForWhoeverTookIt() throws IOException {
    try (ScriptedUpstream upstream = silentAfter("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab");
        ServiceEgress egress = gates.to(upstream.origin())) {
      for (int i = 0; i < 100; i++) {
        EgressResponse before = Gates.await(egress.send(Gates.get(upstream.uri("/x"))));
        EgressResponse after = Gates.await(egress.send(Gates.get(upstream.uri("/x"))));

        CompletionStage<byte[]> taken = before.bytes(10);
        before.cancel();
        after.cancel();
        CompletionStage<byte[]> late = after.bytes(10);

        assertThat(Gates.refusal(taken).code()).isEqualTo(ErrorCode.CALL_CANCELLED);
        assertThat(Gates.refusal(late).code()).isEqualTo(ErrorCode.CALL_CANCELLED);
      }
    }
  }

  @Test
  void aSubscriberThatThrowsHoldsNothing() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (ScriptedUpstream upstream = neverEnding(closed);
        ServiceEgress egress = gates.to(upstream.origin())) {
      EgressResponse reply = Gates.await(egress.send(Gates.get(upstream.uri("/x"))));

      assertThatThrownBy(() -> reply.body().subscribe(new Throwing()))
          .isInstanceOf(IllegalStateException.class);

      assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static final class Throwing implements Flow.Subscriber<ByteBuffer> {
    @Override
    public void onSubscribe(Flow.Subscription given) {
      throw new IllegalStateException("a plugin's bug");
    }

    @Override
    public void onNext(ByteBuffer part) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }

  @Test
  void repliesArriveOnTheReplicasOwnThreads() throws IOException {
    CountDownLatch attached = new CountDownLatch(1);
    String ok = ScriptedUpstream.reply("200 OK", "text/plain", "fine");
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(
                (asked, out) -> {
                  attached.await();
                  out.write(ok.getBytes(StandardCharsets.UTF_8));
                  return true;
                });
        ServiceEgress egress = gates.to(upstream.origin())) {
      CompletionStage<String> thread =
          egress
              .send(Gates.get(upstream.uri("/x")))
              .thenApply(reply -> Thread.currentThread().getName());
      attached.countDown();

      assertThat(Gates.await(thread)).startsWith("replica-");
    }
  }

  private static ScriptedUpstream silentAfter(String start) {
    return new ScriptedUpstream(
        (asked, out) -> {
          out.write(start.getBytes(StandardCharsets.UTF_8));
          out.flush();
          return asked.in().read() >= 0; // until the other side leaves
        });
  }

  /** A reply that has begun. */
  private static ScriptedUpstream neverEnding(CountDownLatch closed) {
    return new ScriptedUpstream(
        (request, out) -> {
          out.write("HTTP/1.1 200 OK\r\n\r\nab".getBytes(StandardCharsets.UTF_8));
          out.flush();
          if (request.in().read() < 0) {
            closed.countDown();
          }
          return false;
        });
  }

  private static ScriptedUpstream closingAfter(String start) {
    return new ScriptedUpstream(
        (asked, out) -> {
          out.write(start.getBytes(StandardCharsets.UTF_8));
          return false;
        });
  }

  private static ScriptedUpstream flooding(AtomicLong written) {
    byte[] part = new byte[64 * 1024];
    return new ScriptedUpstream(
        (asked, out) -> {
          out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
          flood(out, part, written);
          return false;
        });
  }

  private static void flood(OutputStream out, byte[] part, AtomicLong written) throws IOException {
    while (written.get() < 1L << 30) {
      out.write(part);
      written.addAndGet(part.length);
    }
  }

  /** The count once it has stood still for a while. */
  static long settled(AtomicLong count) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long last = -1;
    int same = 0;
    for (int i = 0; i < 200 && same < 6; i++) {
      long now = count.get();
      same = now == last && now > 0 ? same + 1 : 0;
      last = now;
      assertThat(never.await(50, TimeUnit.MILLISECONDS)).isFalse();
    }
    return last;
  }

  static void awaitMore(AtomicLong count, long than) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 200 && count.get() <= than; i++) {
      assertThat(never.await(25, TimeUnit.MILLISECONDS)).isFalse();
    }
    assertThat(count.get()).isGreaterThan(than);
  }
}

package io.kaicd.tck;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.spi.EgressResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * An upstream's reply by script, for a test's {@link AbstractPluginTck#upstream()}.
 *
 * @param headers by lower-case name
 * @param parts the body, one part a demand
 * @param hangs whether the body stays open after its last part
 */
public record ScriptedReply(
    int status, Map<String, String> headers, List<String> parts, boolean hangs)
    implements EgressResponse {

  public ScriptedReply {
    headers = Map.copyOf(headers);
    parts = List.copyOf(parts);
  }

  public static ScriptedReply ok(String body) {
    return new ScriptedReply(200, Map.of("content-type", "application/json"), List.of(body), false);
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(java.util.Locale.ROOT)));
  }

  @Override
  public Flow.Publisher<ByteBuffer> body() {
    return subscriber -> subscriber.onSubscribe(new Parts(subscriber));
  }

  @Override
  public CompletionStage<byte[]> bytes(int limit) {
    if (hangs) {
      return new CompletableFuture<>();
    }
    byte[] whole = String.join("", parts).getBytes(StandardCharsets.UTF_8);
    return whole.length > limit
        ? CompletableFuture.failedFuture(
            ErrorCode.REPLY_TOO_LARGE.reject("more than " + limit + " bytes").asException())
        : CompletableFuture.completedFuture(whole);
  }

  @Override
  public void cancel() {
    // There is no connection to close.
  }

  private final class Parts implements Flow.Subscription {
    private final Flow.Subscriber<? super ByteBuffer> subscriber;
    private long demand;
    private int given;
    private boolean giving;
    private boolean over;

    Parts(Flow.Subscriber<? super ByteBuffer> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public synchronized void request(long n) {
      demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
      if (giving) {
        return; // asked for from within a signal: the loop below goes on
      }
      giving = true;
      while (!over && demand > 0 && given < parts.size()) {
        demand--;
        subscriber.onNext(ByteBuffer.wrap(parts.get(given++).getBytes(StandardCharsets.UTF_8)));
      }
      giving = false;
      if (!over && !hangs && given == parts.size()) {
        over = true;
        subscriber.onComplete();
      }
    }

    @Override
    public synchronized void cancel() {
      over = true;
    }
  }
}

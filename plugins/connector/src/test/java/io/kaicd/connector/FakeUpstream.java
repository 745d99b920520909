package io.kaicd.connector;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import io.kaicd.spi.Egress;
import io.kaicd.spi.EgressRequest;
import io.kaicd.spi.EgressResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** An OpenAI-compatible server without sockets. It knows the models {@code m} and {@code slow}. */
final class FakeUpstream implements Egress {
  private static final String REPLY =
      "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"}}],"
          .concat("\"model\":\"%s\"}");

  @Override
  public CompletionStage<EgressResponse> send(EgressRequest request) {
    String path = request.uri().getPath();
    if (path.endsWith("/models")) {
      return answer(200, "{\"object\":\"list\",\"data\":[{\"id\":\"m\"},{\"id\":\"slow\"}]}");
    }
    JsonNode asked = Json.parse(request.body());
    String model = asked.path("model").asText("m");
    if (model.equals("gone")) {
      return answer(404, "{\"error\":{\"message\":\"model 'gone' not found\"}}");
    }
    if (path.endsWith("/embeddings")) {
      return answer(200, "{\"model\":\"m\",\"data\":[{\"index\":0,\"embedding\":[0.5,1]}]}");
    }
    if (asked.path("stream").asBoolean()) {
      return CompletableFuture.completedFuture(new Events(model.equals("slow")));
    }
    return model.equals("slow") ? new CompletableFuture<>() : answer(200, REPLY.formatted(model));
  }

  private static CompletionStage<EgressResponse> answer(int status, String body) {
    return CompletableFuture.completedFuture(
        new Fixed(status, "application/json", body.getBytes(StandardCharsets.UTF_8)));
  }

  private record Fixed(
      int status, String type, @SuppressWarnings("ArrayRecordComponent") byte[] all)
      implements EgressResponse {
    @Override
    public Optional<String> header(String name) {
      return name.equals("content-type") ? Optional.of(type) : Optional.empty();
    }

    @Override
    public Flow.Publisher<ByteBuffer> body() {
      throw new IllegalStateException("read whole");
    }

    @Override
    public CompletionStage<byte[]> bytes(int limit) {
      return CompletableFuture.completedFuture(all);
    }

    @Override
    public void cancel() {}
  }

  /** Three chunks and the end, or one chunk and silence. */
  private record Events(boolean slow) implements EgressResponse {
    private static final String CHUNK =
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}\n\n";

    @Override
    public int status() {
      return 200;
    }

    @Override
    public Optional<String> header(String name) {
      return name.equals("content-type") ? Optional.of("text/event-stream") : Optional.empty();
    }

    @Override
    public CompletionStage<byte[]> bytes(int limit) {
      throw new IllegalStateException("read as it comes");
    }

    @Override
    public void cancel() {}

    @Override
    public Flow.Publisher<ByteBuffer> body() {
      List<String> parts =
          slow
              ? List.of(CHUNK.formatted("a"))
              : List.of(
                  CHUNK.formatted("a") + CHUNK.formatted("b"),
                  CHUNK.formatted("c"),
                  "data: [DONE]\n\n");
      return subscriber -> subscriber.onSubscribe(new Handing(subscriber, parts, !slow));
    }
  }

  private static final class Handing implements Flow.Subscription {
    private final Flow.Subscriber<? super ByteBuffer> subscriber;
    private final Queue<String> parts;
    private final boolean ends;

    Handing(Flow.Subscriber<? super ByteBuffer> subscriber, List<String> parts, boolean ends) {
      this.subscriber = subscriber;
      this.parts = new ArrayDeque<>(parts);
      this.ends = ends;
    }

    @Override
    public void request(long n) {
      for (long i = 0; i < n; i++) {
        String part = parts.poll();
        if (part == null) {
          break;
        }
        subscriber.onNext(ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8)));
      }
      if (parts.isEmpty() && ends) {
        subscriber.onComplete();
      }
    }

    @Override
    public void cancel() {
      parts.clear();
    }
  }
}

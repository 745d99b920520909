package io.kaicd.connector;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.spi.Egress;
import io.kaicd.spi.EgressRequest;
import io.kaicd.spi.EgressResponse;
import io.kaicd.spi.Invocation;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks the upstream and reads its replies; what it cannot read is refused, never passed on. */
final class Upstream {
  private static final byte[] NO_BODY = {};
  private static final int LONGEST_ERROR = 64 * 1024;
  private static final Map<String, String> SENDS_JSON =
      Map.of("content-type", "application/json", "accept", "application/json");
  private static final Map<String, String> WANTS_EVENTS =
      Map.of("content-type", "application/json", "accept", "text/event-stream");
  private static final Map<String, String> WANTS_JSON = Map.of("accept", "application/json");

  private final Egress egress;

  Upstream(Egress egress) {
    this.egress = egress;
  }

  CompletionStage<JsonNode> get(Invocation invocation, ConnectorConfig config, URI uri, int limit) {
    return json(
        invocation, send(invocation, config, "GET", uri, WANTS_JSON, NO_BODY), limit, false);
  }

  CompletionStage<JsonNode> post(
      Invocation invocation, ConnectorConfig config, URI uri, byte[] body, int limit) {
    return json(invocation, send(invocation, config, "POST", uri, SENDS_JSON, body), limit, true);
  }

  /** A streamed reply's head; its status and type are not yet looked at. */
  CompletionStage<EgressResponse> stream(
      Invocation invocation, ConnectorConfig config, URI uri, byte[] body) {
    return send(invocation, config, "POST", uri, WANTS_EVENTS, body);
  }

  private CompletionStage<EgressResponse> send(
      Invocation invocation,
      ConnectorConfig config,
      String method,
      URI uri,
      Map<String, String> headers,
      byte[] body) {
    Duration left = Duration.between(Instant.now(), invocation.deadline());
    if (!left.isPositive()) {
      return CompletableFuture.failedFuture(
          ErrorCode.CALL_DEADLINE
              .reject("the deadline passed before anything was sent")
              .asException());
    }
    Duration first = config.firstByteTimeout();
    CompletionStage<EgressResponse> sent =
        egress.send(
            new EgressRequest(
                method,
                uri,
                headers,
                body,
                left.compareTo(first) < 0 ? left : first,
                config.idleTimeout()));
    invocation.onCancel(() -> giveUp(sent));
    return sent;
  }

  /** Closes the connection, whether the head has come or not. */
  static void giveUp(CompletionStage<EgressResponse> sent) {
    CompletableFuture<EgressResponse> future = sent.toCompletableFuture();
    if (!future.cancel(true) && future.state() == CompletableFuture.State.SUCCESS) {
      future.resultNow().cancel();
    }
  }

  private CompletionStage<JsonNode> json(
      Invocation invocation, CompletionStage<EgressResponse> sent, int limit, boolean model) {
    return sent.thenCompose(
            reply -> {
              invocation.upstreamStatus(reply.status());
              if (reply.status() != 200) {
                return refusal(reply, model)
                    .thenCompose(no -> CompletableFuture.failedFuture(no.asException()));
              }
              if (!isJson(reply)) {
                reply.cancel();
                return CompletableFuture.failedFuture(
                    UpstreamErrors.notTheApi("the upstream answered with what is not JSON")
                        .asException());
              }
              return reply.bytes(limit).thenApply(Upstream::parse);
            })
        .handle((value, failure) -> settled(invocation, value, failure));
  }

  /** What an answer other than 200 means. Never fails. */
  static CompletionStage<Rejection> refusal(EgressResponse reply, boolean model) {
    String retryAfter = reply.header("retry-after").orElse("").strip();
    return reply
        .bytes(LONGEST_ERROR)
        .exceptionally(failure -> NO_BODY) // the status alone says enough
        .thenApply(body -> UpstreamErrors.of(reply.status(), retryAfter, body, model));
  }

  private static JsonNode settled(
      Invocation invocation, JsonNode value, @Nullable Throwable failure) {
    if (failure == null) {
      return value;
    }
    if (invocation.cancelled()) {
      throw ErrorCode.CALL_CANCELLED.reject("the call was cancelled").asException();
    }
    throw failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
  }

  static boolean isJson(EgressResponse reply) {
    String type = mediaType(reply);
    return !compressed(reply)
        && (type.isEmpty() || type.equals("application/json") || type.endsWith("+json"));
  }

  static boolean isEvents(EgressResponse reply) {
    return !compressed(reply) && mediaType(reply).equals("text/event-stream");
  }

  private static boolean compressed(EgressResponse reply) {
    return !reply.header("content-encoding").orElse("identity").equalsIgnoreCase("identity");
  }

  private static String mediaType(EgressResponse reply) {
    String type = reply.header("content-type").orElse("");
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
  }

  static JsonNode parse(byte[] bytes) {
    return parse(bytes, bytes.length);
  }

  static JsonNode parse(byte[] bytes, int length) {
    try {
      return Json.parse(bytes, 0, length);
    } catch (RejectedException e) {
      // The mapper's words are about a caller's request; this is the upstream's fault.
      throw new RejectedException(
          UpstreamErrors.notTheApi("the upstream sent what is not valid JSON"), e);
    }
  }
}

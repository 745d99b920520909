package io.kaicd.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.spi.Egress;
import io.kaicd.spi.Health;
import io.kaicd.spi.Invocation;
import io.kaicd.spi.PluginService;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** One replica. It keeps nothing but its configuration, so any number answer alike. */
final class ConnectorService implements PluginService {
  private static final int LARGEST_REPLY = 64 * 1024 * 1024; // as the contracts have it
  private static final int LARGEST_LIST = 8 * 1024 * 1024;

  private final Upstream upstream;
  private final Standing standing;
  private volatile ConnectorConfig config;
  private volatile boolean closed;

  ConnectorService(Egress egress, ConnectorConfig config, Clock clock) {
    this.upstream = new Upstream(egress);
    this.standing = new Standing(clock);
    this.config = config;
  }

  @Override
  public CompletionStage<JsonNode> call(Invocation invocation) {
    refuseWhenClosed();
    ConnectorConfig now = config;
    return switch (invocation.capability() + "/" + invocation.operation()) {
      case "llm_chat/chat" -> noted(chat(invocation, now));
      case "embedding/embed" -> noted(embed(invocation, now));
      case "llm_chat/list_models", "embedding/list_models" -> models(invocation, now);
      case "health/check" -> check(invocation, now);
      default -> throw ErrorCode.OPERATION_UNKNOWN.reject("no such operation here").asException();
    };
  }

  private CompletionStage<JsonNode> chat(Invocation invocation, ConnectorConfig now) {
    byte[] body = Chat.unary(invocation.input(), now);
    return upstream.post(invocation, now, now.chat(), body, LARGEST_REPLY).thenApply(Chat::reply);
  }

  private CompletionStage<JsonNode> embed(Invocation invocation, ConnectorConfig now) {
    JsonNode input = invocation.input();
    byte[] body = Embeddings.request(input, now);
    return upstream
        .post(invocation, now, now.embeddings(), body, LARGEST_REPLY)
        .thenApply(reply -> Embeddings.reply(input, reply));
  }

  private CompletionStage<JsonNode> models(Invocation invocation, ConnectorConfig now) {
    return now.models().isEmpty()
        ? noted(discovered(invocation, now))
        : CompletableFuture.completedFuture(Models.configured(now.models()));
  }

  private CompletionStage<JsonNode> discovered(Invocation invocation, ConnectorConfig now) {
    return upstream.get(invocation, now, now.modelList(), LARGEST_LIST).thenApply(Models::reply);
  }

  /** Asks the upstream for its models, whatever is configured, and tells how that went. */
  private CompletionStage<JsonNode> check(Invocation invocation, ConnectorConfig now) {
    return noted(discovered(invocation, now))
        .handle(
            (list, failure) -> {
              Standing.Seen seen = standing.now();
              return JsonNodeFactory.instance
                  .objectNode()
                  .put("status", seen.health().ready() ? "ready" : "degraded")
                  .put("since", seen.since().toString())
                  .put("detail", seen.health().detail());
            });
  }

  private CompletionStage<JsonNode> noted(CompletionStage<JsonNode> answer) {
    return answer.whenComplete((value, failure) -> standing.note(failure));
  }

  @Override
  public Flow.Publisher<JsonNode> stream(Invocation invocation) {
    if (!invocation.capability().equals("llm_chat") || !invocation.operation().equals("chat")) {
      return PluginService.super.stream(invocation);
    }
    refuseWhenClosed();
    ConnectorConfig now = config;
    return new ChatStream(
        invocation,
        () -> upstream.stream(invocation, now, now.chat(), Chat.streamed(invocation.input(), now)),
        standing::note);
  }

  @Override
  public CompletionStage<Void> reconfigure(JsonNode next) {
    try {
      config = ConnectorConfig.of(next);
      return CompletableFuture.completedFuture(null);
    } catch (RejectedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletionStage<Health> health() {
    return CompletableFuture.completedFuture(standing.now().health());
  }

  @Override
  public void close() {
    closed = true; // calls have ended or were cancelled, and connections are the host's
  }

  private void refuseWhenClosed() {
    if (closed) {
      throw ErrorCode.SERVICE_DRAINING.reject("the service has stopped").asException();
    }
  }
}

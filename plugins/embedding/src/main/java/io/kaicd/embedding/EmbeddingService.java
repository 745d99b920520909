package io.kaicd.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.spi.Health;
import io.kaicd.spi.Invocation;
import io.kaicd.spi.PluginService;
import io.kaicd.spi.ServiceContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers {@code embedding} and {@code health}, on the thread that calls. */
final class EmbeddingService implements PluginService {
  private final LazyModel model;
  private final Turns turns;
  private Health last = Health.READY;
  private Instant since = now();

  EmbeddingService(ServiceContext context) {
    int threads = context.config().required("threads").intValue();
    model = new LazyModel(context.dataFolder(), threads);
    turns = new Turns(Math.max(1, Runtime.getRuntime().availableProcessors() / threads));
    context.offer("model", List.of(Model.NAME));
  }

  @Override
  public CompletionStage<JsonNode> call(Invocation invocation) {
    try {
      return CompletableFuture.completedFuture(answer(invocation));
    } catch (RejectedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private JsonNode answer(Invocation invocation) {
    turns.refuseWhenClosed();
    String operation = invocation.capability() + "/" + invocation.operation();
    return switch (operation) {
      case "embedding/embed" -> embed(invocation);
      case "embedding/list_models" -> models();
      case "health/check" -> check();
      default ->
          throw ErrorCode.OPERATION_UNKNOWN
              .reject("local embedding has no operation " + operation)
              .asException();
    };
  }

  /**
   * One text a run: the model's 8-bit ranges are those of all values in a run, so that in a batch a
   * text's vector would depend on its neighbours.
   */
  private JsonNode embed(Invocation invocation) {
    EmbedRequest request = EmbedRequest.of(invocation.input());
    SentenceModel ready = model.get();
    EmbedReply reply = new EmbedReply(request.base64());
    for (String text : request.texts()) {
      int[] tokens = ready.tokens(text);
      reply.add(turns.take(invocation::cancelled, () -> ready.embed(tokens)), tokens.length);
    }
    return reply.whole();
  }

  private static JsonNode models() {
    ObjectNode reply = JsonNodeFactory.instance.objectNode().put("object", "list");
    reply
        .putArray("data")
        .addObject()
        .put("id", Model.NAME)
        .put("object", "model")
        .put("owned_by", "sentence-transformers");
    return reply;
  }

  private synchronized JsonNode check() {
    Health health = model.health();
    if (health.ready() != last.ready()) {
      since = now();
    }
    last = health;
    return JsonNodeFactory.instance
        .objectNode()
        .put("status", health.ready() ? "ready" : "degraded")
        .put("since", since.toString())
        .put("detail", health.detail());
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  @Override
  public CompletionStage<Health> health() {
    return CompletableFuture.completedFuture(model.health());
  }

  @Override
  public void close() {
    turns.close();
    model.close();
  }
}

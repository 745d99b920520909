package io.kaicd.tck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.spi.EgressRequest;
import io.kaicd.spi.EgressResponse;
import io.kaicd.spi.Health;
import io.kaicd.spi.Invocation;
import io.kaicd.spi.PluginService;
import io.kaicd.spi.ServiceContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** One replica of the echo. */
final class EchoService implements PluginService {
  private final ServiceContext context;
  private final Fault fault;
  private final AtomicLong work;
  private final AtomicBoolean closed;
  private final AtomicBoolean closedBefore = new AtomicBoolean();
  private final Set<EchoStream> streams = ConcurrentHashMap.newKeySet();
  private volatile JsonNode config;

  EchoService(ServiceContext context, Fault fault, AtomicLong work, AtomicBoolean closed) {
    this.context = context;
    this.fault = fault;
    this.work = work;
    this.closed = closed;
    this.config = context.config();
  }

  @Override
  public CompletionStage<JsonNode> call(Invocation invocation) {
    requireOpen();
    if (fault == Fault.CHANGES_ITS_INPUT) {
      ((ObjectNode) invocation.input()).put("seen", true);
    }
    return switch (invocation.capability() + "/" + invocation.operation()) {
      case "echo/say" -> say(invocation);
      case "echo/wait" -> waited(invocation);
      case "echo/fetch" -> fetched(invocation, invocation.input().path("path").asText());
      case "echo/ask" ->
          context
              .call("embedding", "list_models", JsonNodeFactory.instance.objectNode())
              .thenApply(models -> text(models.path("data").path(0).path("id").asText()));
      case "health/check" ->
          CompletableFuture.completedFuture(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("status", "ready")
                  .put("since", Instant.EPOCH.toString())
                  .put("detail", ""));
      default -> {
        if (fault == Fault.UNKNOWN_OPERATION_CRASHES) {
          throw new IllegalStateException("planted");
        }
        throw ErrorCode.OPERATION_UNKNOWN.reject("the echo has no such operation").asException();
      }
    };
  }

  private CompletionStage<JsonNode> say(Invocation invocation) {
    String told = checked(invocation);
    if (fault == Fault.STRAYS_OUTSIDE) {
      var _ = context.egress().send(request("http://elsewhere.invalid/"));
    }
    if (fault == Fault.CALLS_UNREQUIRED_CAPABILITY) {
      var _ = context.call("llm_chat", "list_models", JsonNodeFactory.instance.objectNode());
    }
    ObjectNode said = text(config.path("prefix").asText() + told);
    if (fault == Fault.OUTPUT_BREAKS_SCHEMA) {
      said.put("volume", 11);
    }
    return CompletableFuture.completedFuture(said);
  }

  private String checked(Invocation invocation) {
    String told = invocation.input().path("text").asText();
    if (told.isBlank()) {
      throw switch (fault) {
        case WRONG_CODE -> ErrorCode.INTERNAL.reject("planted").asException();
        case CRASHES_ON_BAD_INPUT -> new IllegalStateException("planted");
        default -> ErrorCode.INPUT_INVALID.reject("there is nothing to say").asException();
      };
    }
    return told;
  }

  private CompletionStage<JsonNode> waited(Invocation invocation) {
    if (!invocation.input().path("forever").asBoolean()) {
      return CompletableFuture.completedFuture(text("done"));
    }
    CompletableFuture<JsonNode> end = new CompletableFuture<>();
    if (fault != Fault.IGNORES_CANCEL_OF_CALL) {
      invocation.onCancel(() -> end.completeExceptionally(cancelled()));
    }
    context
        .executor()
        .execute(
            () -> {
              while (fault == Fault.WORKS_ON_AFTER_CANCEL || !invocation.cancelled()) {
                work.incrementAndGet();
                Pause.of(Duration.ofMillis(2));
                if (Thread.currentThread().isInterrupted()) {
                  return;
                }
              }
            });
    return end;
  }

  private CompletionStage<JsonNode> fetched(Invocation invocation, String path) {
    CompletionStage<EgressResponse> asked =
        context.egress().send(request(config.path("base").asText() + path));
    CompletableFuture<JsonNode> end = new CompletableFuture<>();
    invocation.onCancel(
        () -> {
          end.completeExceptionally(cancelled());
          if (fault != Fault.LEAVES_UPSTREAM_OPEN) {
            asked.toCompletableFuture().cancel(true);
          }
        });
    asked
        .thenCompose(reply -> reply.bytes(1024))
        .whenComplete(
            (bytes, failure) -> {
              if (failure != null) {
                end.completeExceptionally(failure);
              } else {
                end.complete(text(new String(bytes, StandardCharsets.UTF_8)));
              }
            });
    return end;
  }

  @Override
  public Flow.Publisher<JsonNode> stream(Invocation invocation) {
    requireOpen();
    if (!invocation.operation().equals("say")) {
      return PluginService.super.stream(invocation);
    }
    if (fault == Fault.WORKS_BEFORE_DEMAND) {
      work.incrementAndGet();
    }
    return subscriber -> {
      EchoStream stream = new EchoStream(checked(invocation), subscriber, fault, work);
      streams.add(stream);
      subscriber.onSubscribe(stream);
    };
  }

  @Override
  public CompletionStage<Void> reconfigure(JsonNode next) {
    boolean refused = next.path("prefix").asText().equals("forbidden");
    if (fault == Fault.RECONFIGURE_FAILS || (refused && fault != Fault.HALF_RECONFIGURED)) {
      return CompletableFuture.failedFuture(
          ErrorCode.SERVICE_INVALID.reject("not with this prefix").asException());
    }
    if (fault != Fault.RECONFIGURES_NOTHING) {
      config = next;
    }
    if (fault == Fault.RECONFIGURE_CUTS_STREAMS) {
      streams.forEach(EchoStream::cut);
    }
    return refused
        ? CompletableFuture.failedFuture(new IllegalStateException("planted, too late"))
        : CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Health> health() {
    if (fault == Fault.HEALTH_HANGS) {
      return new CompletableFuture<>();
    }
    if (fault == Fault.HEALTH_ASKS_OUTSIDE) {
      var _ = context.egress().send(request(config.path("base").asText() + "/quick"));
    }
    return CompletableFuture.completedFuture(Health.READY);
  }

  @Override
  public void close() {
    if (!closedBefore.compareAndSet(false, true) && fault == Fault.SECOND_CLOSE_FAILS) {
      throw new IllegalStateException("planted");
    }
    closed.set(true);
  }

  private void requireOpen() {
    if (closed.get() && fault != Fault.ANSWERS_AFTER_CLOSE) {
      throw ErrorCode.SERVICE_DRAINING.reject("the echo is closed").asException();
    }
  }

  private static RuntimeException cancelled() {
    return ErrorCode.CALL_CANCELLED.reject("the call was cancelled").asException();
  }

  private static ObjectNode text(String text) {
    return JsonNodeFactory.instance.objectNode().put("text", text);
  }

  private static EgressRequest request(String uri) {
    return new EgressRequest(
        "GET",
        URI.create(uri),
        Map.of(),
        new byte[0],
        Duration.ofSeconds(5),
        Duration.ofSeconds(5));
  }
}

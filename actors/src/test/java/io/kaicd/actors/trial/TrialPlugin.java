package io.kaicd.actors.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.version.SemVer;
import io.kaicd.spi.EgressRequest;
import io.kaicd.spi.Health;
import io.kaicd.spi.Invocation;
import io.kaicd.spi.Plugin;
import io.kaicd.spi.PluginService;
import io.kaicd.spi.ServiceContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A plugin that does what its input says, faults of every kind included. */
public final class TrialPlugin implements Plugin {
  public final AtomicInteger startsToFail = new AtomicInteger();
  public final AtomicInteger starts = new AtomicInteger();
  public final AtomicInteger closes = new AtomicInteger();
  public final Semaphore startGate = new Semaphore(1_000_000);
  public final Semaphore entered = new Semaphore(0);
  public final Semaphore interrupted = new Semaphore(0);
  public final Semaphore cancelled = new Semaphore(0);
  public final Semaphore gate = new Semaphore(0);
  public final AtomicInteger produced = new AtomicInteger();
  public final AtomicInteger dropped = new AtomicInteger();
  public volatile boolean loop = true;
  public final Semaphore reconfiguring = new Semaphore(0);
  public final Semaphore reconfigureGate = new Semaphore(1_000_000);
  public volatile boolean refuseConfig;
  public volatile Health health = Health.READY;

  @Override
  public String id() {
    return "trial";
  }

  @Override
  public SemVer version() {
    return SemVer.of("1.0.0");
  }

  @Override
  public PluginService start(ServiceContext context) throws Exception {
    starts.incrementAndGet();
    startGate.acquire();
    if (startsToFail.getAndDecrement() > 0) {
      throw new IllegalStateException("told to fail");
    }
    return new Service(context);
  }

  private final class Service implements PluginService {
    private final ServiceContext context;
    private volatile String word;

    Service(ServiceContext context) {
      this.context = context;
      this.word = context.config().path("word").asText();
      context.offer("model", java.util.List.of(context.serviceId() + "-model"));
    }

    @Override
    public CompletionStage<JsonNode> call(Invocation call) {
      String text = call.input().path("text").asText();
      int n = call.input().path("n").asInt();
      return switch (call.input().path("do").asText()) {
        case "echo" -> done(text);
        case "word" -> done(word);
        case "service" -> done(context.serviceId());
        case "thread" -> done(Thread.currentThread().getName());
        case "large" -> done("x".repeat(n));
        case "usage" ->
            CompletableFuture.completedFuture(
                io.kaicd.contract.json.Json.parse(
                    "{\"text\":\"\",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}"));
        case "throw" -> throw new IllegalArgumentException("with a secret in it");
        case "fail" -> CompletableFuture.failedFuture(new IllegalStateException("no"));
        case "error" -> throw new NoClassDefFoundError("gone");
        case "refuse" -> throw ErrorCode.MODEL_UNKNOWN.reject("no such model").asException();
        case "upstream" -> {
          call.upstreamStatus(500);
          throw ErrorCode.UPSTREAM_FAILED.reject("it said 500").asException();
        }
        case "invalid" ->
            CompletableFuture.completedFuture(
                JsonNodeFactory.instance.objectNode().put("wrong", 1));
        case "null" -> CompletableFuture.completedFuture(null);
        case "never" -> {
          call.onCancel(cancelled::release);
          entered.release();
          yield new CompletableFuture<>();
        }
        case "wait" -> {
          entered.release();
          gate.acquireUninterruptibly();
          yield done(word);
        }
        case "block" -> {
          entered.release();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.release();
          }
          yield done("stopped");
        }
        case "loop" -> {
          entered.release();
          while (loop) {
            Thread.onSpinWait();
          }
          yield done("at last");
        }
        case "send" -> send(text);
        case "twice" -> send(text).thenComposeAsync(once -> send(text), context.executor());
        case "near" -> context.call("trial", "ask", Inputs.of("send", text, 0));
        case "other" ->
            context.call("trial", "ask", Inputs.of("service", "", 0)).thenApply(reply -> reply);
        case "foreign" -> context.call("embedding", "embed", Inputs.of("echo", "", 0));
        default -> throw new IllegalArgumentException();
      };
    }

    @Override
    public Flow.Publisher<JsonNode> stream(Invocation call) {
      return new TrialPublisher(TrialPlugin.this, call, context.executor());
    }

    @Override
    public CompletionStage<Void> reconfigure(JsonNode config) {
      reconfiguring.release();
      reconfigureGate.acquireUninterruptibly();
      if (refuseConfig || config.path("word").asText().startsWith("bad")) {
        return CompletableFuture.failedFuture(
            ErrorCode.SERVICE_INVALID.reject("not this word").asException());
      }
      word = config.path("word").asText();
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Health> health() {
      return CompletableFuture.completedFuture(health);
    }

    @Override
    public void close() {
      closes.incrementAndGet();
    }

    private CompletionStage<JsonNode> send(String to) {
      Duration patience = Duration.ofSeconds(10);
      return context
          .egress()
          .send(new EgressRequest("GET", URI.create(to), Map.of(), new byte[0], patience, patience))
          .thenCompose(reply -> reply.bytes(1 << 16))
          .thenCompose(bytes -> done(new String(bytes, StandardCharsets.UTF_8)));
    }

    private static CompletionStage<JsonNode> done(String text) {
      return CompletableFuture.completedFuture(
          JsonNodeFactory.instance.objectNode().put("text", text));
    }
  }
}

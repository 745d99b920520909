package io.kaicd.actors.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.contract.version.SemVer;
import io.kaicd.spi.Invocation;
import io.kaicd.spi.Plugin;
import io.kaicd.spi.PluginService;
import io.kaicd.spi.ServiceContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers what it is told, unless it is told to be sick. */
public final class SickPlugin implements Plugin {
  private static final int CHUNK = 64 << 10;
  private static final long GIGABYTE = 1L << 30;

  public final AtomicInteger starts = new AtomicInteger();

  /** Has a permit for each loop and flood that has ended. */
  public final Semaphore ended = new Semaphore(0);

  private final AtomicInteger healed = new AtomicInteger();

  /** Ends what would not end by itself. */
  public void heal() {
    healed.incrementAndGet();
  }

  @Override
  public String id() {
    return "trial";
  }

  @Override
  public SemVer version() {
    return SemVer.of("1.0.0");
  }

  @Override
  public PluginService start(ServiceContext context) {
    starts.incrementAndGet();
    return new Service();
  }

  private void whileSick(Runnable step) {
    int before = healed.get();
    try {
      while (healed.get() == before) {
        step.run();
      }
    } finally {
      ended.release();
    }
  }

  private final class Service implements PluginService {
    @Override
    public CompletionStage<JsonNode> call(Invocation call) {
      return switch (call.input().path("do").asText()) {
        case "CRASH" -> throw new NoClassDefFoundError("gone");
        case "LOOP" -> {
          whileSick(Thread::onSpinWait);
          yield text("at last");
        }
        case "TOO_LARGE" -> text("x".repeat(16 << 20));
        default -> text(call.input().path("text").asText());
      };
    }

    private static CompletionStage<JsonNode> text(String text) {
      return CompletableFuture.completedFuture(
          JsonNodeFactory.instance.objectNode().put("text", text));
    }

    @Override
    public Flow.Publisher<JsonNode> stream(Invocation call) {
      return switch (call.input().path("do").asText()) {
        case "FLOOD" -> consumer -> consumer.onSubscribe(new Flood(consumer));
        default -> consumer -> consumer.onSubscribe(new Gigabyte(consumer));
      };
    }

    @Override
    public void close() {}
  }

  /** Hears the first demand and nothing after it. */
  private final class Flood implements Flow.Subscription {
    private final Flow.Subscriber<? super JsonNode> consumer;

    Flood(Flow.Subscriber<? super JsonNode> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void request(long n) {
      whileSick(() -> consumer.onNext(JsonNodeFactory.instance.objectNode().put("n", 1)));
    }

    @Override
    public void cancel() {}
  }

  private static final class Gigabyte implements Flow.Subscription {
    private final Flow.Subscriber<? super JsonNode> consumer;
    private long sent;
    private volatile boolean over;

    Gigabyte(Flow.Subscriber<? super JsonNode> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void request(long n) {
      for (long i = 0; i < n && !over; i++) {
        sent += CHUNK;
        consumer.onNext(
            JsonNodeFactory.instance
                .objectNode()
                .put("n", sent / CHUNK)
                .put("text", "x".repeat(CHUNK)));
        if (sent >= GIGABYTE) {
          over = true;
          consumer.onComplete();
        }
      }
    }

    @Override
    public void cancel() {
      over = true;
    }
  }
}

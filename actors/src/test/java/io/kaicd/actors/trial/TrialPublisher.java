package io.kaicd.actors.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.spi.Invocation;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Chunks {@code {"n":0}, {"n":1}, ...}, well-behaved or not, as the input says. */
final class TrialPublisher implements Flow.Publisher<JsonNode>, Flow.Subscription {
  private static final ScheduledExecutorService PACE =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("pace").factory());

  private final TrialPlugin plugin;
  private final String how;
  private final int count;
  private final String text;
  private final Executor executor;

  @SuppressWarnings("NullAway.Init") // set at subscription
  private Flow.Subscriber<? super JsonNode> to;

  @SuppressWarnings("NullAway.Init") // set when it is paced
  private ScheduledFuture<?> ticking;

  private long asked;
  private int next;
  private boolean over;

  TrialPublisher(TrialPlugin plugin, Invocation call, Executor executor) {
    this.plugin = plugin;
    this.how = call.input().path("do").asText();
    this.count = call.input().path("n").asInt();
    this.text = call.input().path("text").asText();
    this.executor = executor;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super JsonNode> subscriber) {
    to = subscriber;
    subscriber.onSubscribe(this);
    if (how.equals("paced")) {
      pace();
    }
    if (how.equals("flood")) {
      for (int i = 0; i < count; i++) {
        subscriber.onNext(chunk(i));
      }
      subscriber.onComplete();
    }
  }

  @Override
  public synchronized void request(long n) {
    asked += n;
    for (long i = 0; i < n && !over; i++) {
      step();
    }
  }

  /** A chunk each 50 ms, as a model makes its tokens; one that nobody asked for is dropped. */
  private void pace() {
    ticking = PACE.scheduleAtFixedRate(this::tick, 0, 50, TimeUnit.MILLISECONDS);
  }

  private synchronized void tick() {
    if (over || next == count) {
      ticking.cancel(false);
      if (!over) {
        over = true;
        to.onComplete();
      }
    } else if (asked == 0) {
      plugin.dropped.incrementAndGet();
    } else {
      asked--;
      emit();
    }
  }

  private void step() {
    switch (how) {
      case "flood", "silent", "paced" -> {}
      case "broken" -> {
        if (next == count) {
          over = true;
          to.onError(new IllegalStateException("no"));
        } else {
          emit();
        }
      }
      case "invalid" -> to.onNext(JsonNodeFactory.instance.objectNode().put("x", 1));
      default -> {
        if (next == count) {
          over = true;
          to.onComplete();
          if (how.equals("after-end")) {
            to.onNext(chunk(next));
            to.onComplete();
            to.onError(new IllegalStateException("no"));
          }
        } else {
          emit();
        }
      }
    }
  }

  private void emit() {
    plugin.produced.incrementAndGet();
    to.onNext(chunk(next++));
  }

  private JsonNode chunk(int n) {
    var chunk = JsonNodeFactory.instance.objectNode().put("n", n);
    if (!text.isEmpty()) {
      chunk.put("text", text);
    }
    if (n == count - 1) {
      chunk.putObject("usage").put("prompt_tokens", 7).put("completion_tokens", n);
    }
    return chunk;
  }

  @Override
  public void cancel() {
    executor.execute(() -> over = true);
    plugin.cancelled.release();
  }
}

package io.kaicd.actors.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.spi.Invocation;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/** Chunks {@code {"n":0}, {"n":1}, ...}, well-behaved or not, as the input says. */
final class TrialPublisher implements Flow.Publisher<JsonNode>, Flow.Subscription {
  private final TrialPlugin plugin;
  private final String how;
  private final int count;
  private final String text;
  private final Executor executor;

  @SuppressWarnings("NullAway.Init") // set at subscription
  private Flow.Subscriber<? super JsonNode> to;

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
    if (how.equals("flood")) {
      for (int i = 0; i < count; i++) {
        subscriber.onNext(chunk(i));
      }
      subscriber.onComplete();
    }
  }

  @Override
  public synchronized void request(long n) {
    for (long i = 0; i < n && !over; i++) {
      step();
    }
  }

  private void step() {
    switch (how) {
      case "flood", "silent" -> {}
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

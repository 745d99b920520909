package io.kaicd.connector;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.spi.EgressResponse;
import io.kaicd.spi.Invocation;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One streamed chat. Nothing is sent before the first demand; the next bytes are fetched when all
 * chunks of the last ones are taken and more are asked for, or only the end is still to come.
 */
final class ChatStream implements Flow.Publisher<JsonNode> {
  private final Invocation invocation;
  private final Supplier<CompletionStage<EgressResponse>> sending;
  private final Consumer<@Nullable Throwable> outcome;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  /**
   * @param outcome told once how it ended, null for well; not told of a consumer's leaving
   */
  ChatStream(
      Invocation invocation,
      Supplier<CompletionStage<EgressResponse>> sending,
      Consumer<@Nullable Throwable> outcome) {
    this.invocation = invocation;
    this.sending = sending;
    this.outcome = outcome;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super JsonNode> subscriber) {
    Run run = new Run(subscriber);
    subscriber.onSubscribe(run);
    if (!subscribed.compareAndSet(false, true)) {
      run.fail(new IllegalStateException("a chat is streamed to one subscriber"));
    }
  }

  /** The end, once it is known; it is told after the chunks before it. */
  private record End(@Nullable Throwable failure) {}

  private final class Run implements Flow.Subscription, Flow.Subscriber<ByteBuffer> {
    private final Flow.Subscriber<? super JsonNode> subscriber;
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicBoolean fetching = new AtomicBoolean();
    private volatile @Nullable CompletionStage<EgressResponse> sent;
    private volatile Flow.@Nullable Subscription body;
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private final ChatEvents events = new ChatEvents(() -> end.compareAndSet(null, new End(null)));
    private volatile boolean over;
    private boolean started; // only inside a turn

    Run(Flow.Subscriber<? super JsonNode> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void request(long n) {
      if (n <= 0) {
        fail(new IllegalArgumentException("asked for " + n));
        return;
      }
      demand.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
      turn();
    }

    @Override
    public void cancel() {
      over = true;
      closeUpstream();
    }

    private void closeUpstream() {
      Flow.Subscription reading = body;
      CompletionStage<EgressResponse> asked = sent;
      if (reading != null) {
        reading.cancel();
      } else if (asked != null) {
        Upstream.giveUp(asked);
      }
    }

    private void fail(Throwable failure) {
      if (end.compareAndSet(null, new End(failure))) {
        closeUpstream();
        turn();
      }
    }

    /** One thread at a time does what there is to do; the others leave it to that one. */
    private void turn() {
      if (turns.getAndIncrement() != 0) {
        return;
      }
      int seen = 1;
      do {
        step();
        seen = turns.addAndGet(-seen);
      } while (seen != 0);
    }

    private void step() {
      while (!over && demand.get() > 0) {
        JsonNode chunk = events.poll();
        if (chunk == null) {
          break;
        }
        if (demand.get() != Long.MAX_VALUE) {
          demand.decrementAndGet();
        }
        subscriber.onNext(chunk);
      }
      if (over) {
        events.clear();
        return;
      }
      End ended = end.get();
      if (ended != null) {
        if (events.isEmpty()) {
          finish(ended);
        }
      } else if (demand.get() > 0 || (events.finished() && events.isEmpty())) {
        more(); // the end after the last chunk comes without being asked for
      }
    }

    private void finish(End ended) {
      over = true;
      Throwable failure = ended.failure();
      outcome.accept(failure);
      if (failure == null) {
        subscriber.onComplete();
      } else {
        subscriber.onError(failure);
      }
    }

    private void more() {
      Flow.Subscription reading = body;
      if (!started) {
        started = true;
        start();
      } else if (reading != null && fetching.compareAndSet(false, true)) {
        reading.request(1);
      }
    }

    private void start() {
      CompletionStage<EgressResponse> asked = send();
      sent = asked;
      invocation.onCancel(
          () -> fail(ErrorCode.CALL_CANCELLED.reject("the call was cancelled").asException()));
      if (over) {
        Upstream.giveUp(asked);
      }
      // Failures of every kind arrive at the end of this chain.
      var _ =
          asked
              .thenCompose(this::answered)
              .exceptionally(
                  failure -> {
                    fail(unwrapped(failure));
                    return null;
                  });
    }

    private CompletionStage<EgressResponse> send() {
      try {
        return sending.get();
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    private CompletionStage<@Nullable Void> answered(EgressResponse reply) {
      invocation.upstreamStatus(reply.status());
      if (reply.status() != 200) {
        return Upstream.refusal(reply, true)
            .thenAccept(
                refusal -> {
                  throw refusal.asException();
                });
      }
      if (!Upstream.isEvents(reply)) {
        reply.cancel();
        throw UpstreamErrors.notTheApi("the upstream was asked for a stream and sent none")
            .asException();
      }
      reply.body().subscribe(this);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      body = subscription;
      if (over || end.get() != null) {
        subscription.cancel();
      } else {
        turn();
      }
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      if (events.done()) {
        closeUpstream(); // it talks on after its end
        return;
      }
      try {
        events.feed(bytes);
      } catch (RejectedException e) {
        fail(e);
        return;
      }
      fetching.set(false);
      if (events.done()) {
        letGo();
      }
      turn();
    }

    /** Reads the reply's own end, if it is near, so that the connection can be used again. */
    private void letGo() {
      Flow.Subscription reading = body;
      if (reading != null) {
        reading.request(1);
      }
    }

    @Override
    public void onComplete() {
      if (events.done()) {
        return;
      }
      end.compareAndSet(null, new End(events.endWhole() ? null : cut()));
      turn();
    }

    @Override
    public void onError(Throwable failure) {
      if (!events.done() && end.compareAndSet(null, new End(unwrapped(failure)))) {
        turn();
      }
    }
  }

  private static RejectedException cut() {
    return ErrorCode.UPSTREAM_CUT
        .reject("the upstream ended its stream before the answer was finished")
        .asException();
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}

package io.kaicd.actors.egress;

import io.kaicd.spi.EgressResponse;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A reply that came whole with its head; its connection is already free. */
final class BufferedReply implements EgressResponse {
  private final ReplyHead head;
  private final byte[] bytes;
  private final ServiceEgress service;
  private final AtomicBoolean taken = new AtomicBoolean();

  BufferedReply(ReplyHead head, byte[] bytes, ServiceEgress service) {
    this.head = head;
    this.bytes = bytes;
    this.service = service;
  }

  @Override
  public int status() {
    return head.status();
  }

  @Override
  public Optional<String> header(String name) {
    return head.header(name);
  }

  @Override
  public CompletionStage<byte[]> bytes(int limit) {
    if (!taken.compareAndSet(false, true)) {
      return CompletableFuture.failedFuture(takenTwice());
    }
    if (bytes.length > limit) {
      return CompletableFuture.failedFuture(BodyReader.Whole.tooLarge(limit));
    }
    return CompletableFuture.completedFuture(bytes);
  }

  @Override
  public Flow.Publisher<ByteBuffer> body() {
    return subscriber -> {
      if (!taken.compareAndSet(false, true)) {
        refuse(subscriber);
        return;
      }
      Single single = new Single(subscriber);
      subscriber.onSubscribe(single);
      if (bytes.length == 0) {
        single.end(subscriber::onComplete);
      }
    };
  }

  @Override
  public void cancel() {
    taken.set(true);
  }

  static void refuse(Flow.Subscriber<? super ByteBuffer> subscriber) {
    subscriber.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {}

          @Override
          public void cancel() {}
        });
    subscriber.onError(takenTwice());
  }

  static IllegalStateException takenTwice() {
    return new IllegalStateException("a body is read once");
  }

  private final class Single implements Flow.Subscription {
    private final Flow.Subscriber<? super ByteBuffer> subscriber;
    private final SerialSignals signals = new SerialSignals(service::signal);
    private final AtomicInteger state = new AtomicInteger(); // 0 waiting, 1 asked, 2 over

    Single(Flow.Subscriber<? super ByteBuffer> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void request(long n) {
      if (n <= 0) {
        end(() -> subscriber.onError(new IllegalArgumentException("asked for " + n)));
      } else if (state.compareAndSet(0, 1)) {
        signals.send(this::deliver);
      }
    }

    private void deliver() {
      if (state.get() != 2) {
        try {
          subscriber.onNext(ByteBuffer.wrap(bytes));
        } catch (RuntimeException e) {
          cancel();
        }
        end(subscriber::onComplete);
      }
    }

    private void end(Runnable signal) {
      if (state.getAndSet(2) != 2) {
        signals.send(signal);
      }
    }

    @Override
    public void cancel() {
      state.set(2);
    }
  }
}

package io.kaicd.actors.egress;

import io.kaicd.spi.EgressResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A reply whose body is still to come. */
final class StreamedReply implements EgressResponse {
  private final ReplyHead head;
  private final Exchange exchange;
  private final ServiceEgress service;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final LinkedBlockingQueue<BodyReader> reader = new LinkedBlockingQueue<>(1);
  private @Nullable Throwable end;

  StreamedReply(ReplyHead head, Exchange exchange, ServiceEgress service) {
    this.head = head;
    this.exchange = exchange;
    this.service = service;
  }

  /** Null when nobody came to read. */
  @Nullable BodyReader awaitReader(Duration most) throws InterruptedException {
    BodyReader found = reader.poll(most.toMillis(), TimeUnit.MILLISECONDS);
    return found != null || taken.compareAndSet(false, true) ? found : reader.take();
  }

  /** Nobody waits for a reader any more: one that came, or comes yet, is told. */
  void end(Throwable failure) {
    BodyReader found;
    synchronized (this) {
      end = failure;
      found = reader.poll();
    }
    if (found != null) {
      found.failed(failure);
    }
  }

  private void read(BodyReader by) {
    Throwable failure;
    synchronized (this) {
      failure = end;
      if (failure == null) {
        reader.add(by);
      }
    }
    if (failure != null) {
      by.failed(failure);
    }
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
  public Flow.Publisher<ByteBuffer> body() {
    return this::subscribe;
  }

  private void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    if (!taken.compareAndSet(false, true)) {
      BufferedReply.refuse(subscriber);
      return;
    }
    BodyReader.Parts parts =
        new BodyReader.Parts(subscriber, exchange, new SerialSignals(service::signal));
    try {
      subscriber.onSubscribe(parts);
    } catch (RuntimeException e) {
      exchange.cancel(); // it waits for the reader that took the body
      throw e;
    }
    read(parts);
  }

  @Override
  public CompletionStage<byte[]> bytes(int limit) {
    if (!taken.compareAndSet(false, true)) {
      return CompletableFuture.failedFuture(BufferedReply.takenTwice());
    }
    BodyReader.Whole whole = new BodyReader.Whole(limit, service);
    read(whole);
    return whole.gathered;
  }

  @Override
  public void cancel() {
    exchange.cancel();
  }
}

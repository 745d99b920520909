package io.kaicd.actors.egress;

import io.kaicd.contract.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What is done with a body; runs on its exchange's thread. */
sealed interface BodyReader {
  void read(OpenReply open) throws IOException, InterruptedException;

  void failed(Throwable failure);

  /** Gathers it. */
  final class Whole implements BodyReader {
    private final int limit;
    private final ServiceEgress service;
    final CompletableFuture<byte[]> gathered = new CompletableFuture<>();

    Whole(int limit, ServiceEgress service) {
      this.limit = limit;
      this.service = service;
    }

    @Override
    public void read(OpenReply open) throws IOException {
      if (open.length() > limit) {
        throw tooLarge(limit);
      }
      int expected = open.length() < 0 ? 4096 : (int) open.length();
      ByteArrayOutputStream all = new ByteArrayOutputStream(expected);
      for (byte[] part = open.next(); part.length > 0; part = open.next()) {
        if (part.length > limit - all.size()) {
          throw tooLarge(limit);
        }
        all.writeBytes(part);
      }
      service.signal(() -> gathered.complete(all.toByteArray()));
    }

    @Override
    public void failed(Throwable failure) {
      service.signal(() -> gathered.completeExceptionally(failure));
    }

    static RuntimeException tooLarge(int limit) {
      return ErrorCode.REPLY_TOO_LARGE
          .reject("the upstream's reply is larger than " + limit + " bytes")
          .asException();
    }
  }

  /** Passes it on as it is asked for: what nobody asks for stays in the socket. */
  final class Parts implements BodyReader, Flow.Subscription {
    private static final int MOST_UNDELIVERED = 4;

    private final Flow.Subscriber<? super ByteBuffer> subscriber;
    private final Exchange exchange;
    private final SerialSignals signals;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long demand;
    private int undelivered;
    private volatile boolean over;

    Parts(
        Flow.Subscriber<? super ByteBuffer> subscriber, Exchange exchange, SerialSignals signals) {
      this.subscriber = subscriber;
      this.exchange = exchange;
      this.signals = signals;
    }

    @Override
    public void read(OpenReply open) throws IOException, InterruptedException {
      while (!open.ended()) {
        awaitDemand();
        byte[] part = open.next();
        if (part.length > 0) {
          signals.send(() -> deliver(part));
        }
      }
      signals.send(() -> end(subscriber::onComplete));
    }

    private void awaitDemand() throws InterruptedException {
      lock.lockInterruptibly();
      try {
        while (demand == 0 || undelivered == MOST_UNDELIVERED) {
          changed.await();
        }
        demand -= demand == Long.MAX_VALUE ? 0 : 1;
        undelivered++;
      } finally {
        lock.unlock();
      }
    }

    private void deliver(byte[] part) {
      lock.lock();
      try {
        undelivered--;
        changed.signal();
      } finally {
        lock.unlock();
      }
      if (!over) {
        guarded(() -> subscriber.onNext(ByteBuffer.wrap(part)));
      }
    }

    private void end(Runnable signal) {
      if (!over) {
        over = true;
        guarded(signal);
      }
    }

    /** A subscriber that throws has broken the rules of Flow: it gets no more. */
    private void guarded(Runnable signal) {
      try {
        signal.run();
      } catch (RuntimeException e) {
        cancel();
      }
    }

    @Override
    public void failed(Throwable failure) {
      signals.send(() -> end(() -> subscriber.onError(failure)));
    }

    @Override
    public void request(long n) {
      if (n <= 0) {
        IllegalArgumentException wrong = new IllegalArgumentException("asked for " + n);
        signals.send(() -> end(() -> subscriber.onError(wrong)));
        exchange.cancel();
        return;
      }
      lock.lock();
      try {
        demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
        changed.signal();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void cancel() {
      if (!over) {
        over = true;
        exchange.cancel();
      }
    }
  }
}

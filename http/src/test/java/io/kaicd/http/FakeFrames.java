package io.kaicd.http;

import io.kaicd.contract.call.Frame;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A stream whose frames the test sends; it keeps to demand. */
final class FakeFrames implements Flow.Publisher<Frame> {
  private final ArrayDeque<Frame> waiting = new ArrayDeque<>();
  private Flow.@Nullable Subscriber<? super Frame> subscriber;
  private long demand;
  private long sent;
  final CompletableFuture<Long> cancelled = new CompletableFuture<>();

  static FakeFrames of(Frame... frames) {
    FakeFrames fake = new FakeFrames();
    List.of(frames).forEach(fake::send);
    return fake;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Frame> given) {
    synchronized (this) {
      subscriber = given;
    }
    given.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {
            more(n);
          }

          @Override
          public void cancel() {
            cancelled.complete(System.nanoTime());
          }
        });
  }

  private synchronized void more(long n) {
    demand += n;
    flush();
  }

  synchronized void send(Frame frame) {
    waiting.add(frame);
    flush();
  }

  /** How many frames were taken. */
  synchronized long sent() {
    return sent;
  }

  private void flush() {
    while (subscriber != null && demand > 0 && !waiting.isEmpty()) {
      demand--;
      sent++;
      Frame frame = waiting.remove();
      subscriber.onNext(frame);
      if (frame instanceof Frame.Terminal) {
        subscriber.onComplete();
        return;
      }
    }
  }
}

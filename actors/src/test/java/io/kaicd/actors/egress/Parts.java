package io.kaicd.actors.egress;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;

/** Takes what it asks for, by hand. */
final class Parts implements Flow.Subscriber<ByteBuffer> {
  final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
  final List<ByteBuffer> received = new CopyOnWriteArrayList<>();
  final CompletableFuture<String> ended = new CompletableFuture<>();

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription.complete(given);
  }

  @Override
  public void onNext(ByteBuffer part) {
    received.add(part);
  }

  @Override
  public void onError(Throwable failure) {
    ended.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    ended.complete("completed");
  }
}

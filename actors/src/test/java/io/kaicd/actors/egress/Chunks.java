package io.kaicd.actors.egress;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;

/** Takes a stream's chunks: all at once, or what it asks for by hand. */
final class Chunks implements Flow.Subscriber<JsonNode> {
  final List<JsonNode> received = new CopyOnWriteArrayList<>();
  final CompletableFuture<String> ended = new CompletableFuture<>();
  final CompletableFuture<Void> first = new CompletableFuture<>();

  /** Done with the chunk that says why the answer is finished. */
  final CompletableFuture<Void> finished = new CompletableFuture<>();

  private final long atStart;
  volatile Flow.Subscription subscription = new NoSubscription();

  private Chunks(long atStart) {
    this.atStart = atStart;
  }

  static Chunks of(Flow.Publisher<JsonNode> publisher, long atStart) {
    Chunks chunks = new Chunks(atStart);
    publisher.subscribe(chunks);
    return chunks;
  }

  /** The text of all deltas. */
  String text() {
    StringBuilder text = new StringBuilder();
    received.forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asText("")));
    return text.toString();
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (atStart > 0) {
      given.request(atStart);
    }
  }

  @Override
  public void onNext(JsonNode chunk) {
    received.add(chunk);
    first.complete(null);
    if (chunk.at("/choices/0/finish_reason").isTextual()) {
      finished.complete(null);
    }
  }

  @Override
  public void onError(Throwable failure) {
    ended.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    ended.complete("completed");
  }

  private static final class NoSubscription implements Flow.Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }
}

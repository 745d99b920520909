package io.kaicd.actors.trial;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.call.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A consumer of frames that asks when it is told to. */
public final class FrameProbe implements Flow.Subscriber<Frame> {
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
  private final LinkedBlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  private final AtomicInteger terminals = new AtomicInteger();
  private final CompletableFuture<Boolean> complete = new CompletableFuture<>();

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription.complete(given);
  }

  @Override
  public void onNext(Frame frame) {
    if (frame instanceof Frame.Terminal) {
      terminals.incrementAndGet();
    }
    frames.add(frame);
  }

  @Override
  public void onError(Throwable failure) {
    complete.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    complete.complete(true);
  }

  public void request(long n) {
    TrialNode.get(subscription).request(n);
  }

  public void cancel() {
    TrialNode.get(subscription).cancel();
  }

  public Frame next() {
    return next(1);
  }

  private Frame next(int ask) {
    request(ask);
    try {
      Frame frame = frames.poll(20, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("no frame in time");
      }
      return frame;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** All to the end, as asked for one by one. */
  public End drain() {
    List<JsonNode> chunks = new ArrayList<>();
    int count = 0;
    while (true) {
      switch (next()) {
        case Frame.Data(List<JsonNode> some) -> {
          chunks.addAll(some);
          count++;
        }
        case Frame.Terminal end -> {
          TrialNode.get(complete);
          return new End(chunks, count, end, terminals.get());
        }
      }
    }
  }

  /**
   * @param frames how many frames of data there were
   * @param terminals how many ends, which should be one
   */
  public record End(List<JsonNode> chunks, int frames, Frame.Terminal end, int terminals) {}
}

package io.kaicd.tck;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A subscriber that asks by hand, and notes what comes and every breach of the protocol. */
final class ChunkProbe implements Flow.Subscriber<JsonNode> {
  private final List<JsonNode> chunks = new ArrayList<>();
  private final List<String> breaches = new ArrayList<>();
  private Flow.@Nullable Subscription subscription;
  private @Nullable Throwable failure;
  private long asked;
  private int ends;
  private int afterEnd;
  private int afterCancel;
  private int inSignal;
  private long cancelAt = Long.MAX_VALUE;
  private boolean cancelled;

  /** Cancels from within the signal of this chunk, counted from 1. */
  synchronized void cancelAt(long chunk) {
    cancelAt = chunk;
  }

  void request(long n) {
    Flow.Subscription to;
    synchronized (this) {
      asked = asked + n < 0 ? Long.MAX_VALUE : asked + n;
      to = subscription;
    }
    if (to != null) {
      to.request(n);
    }
  }

  void cancel() {
    Flow.Subscription to;
    synchronized (this) {
      cancelled = true;
      to = subscription;
    }
    if (to != null) {
      to.cancel();
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    synchronized (this) {
      if (subscription != null) {
        breaches.add("onSubscribe came twice");
        return;
      }
      subscription = given;
      notifyAll();
    }
  }

  @Override
  public void onNext(JsonNode chunk) {
    boolean leave;
    synchronized (this) {
      enter();
      if (cancelled) {
        afterCancel++;
      }
      if (ends > 0) {
        afterEnd++;
      } else {
        chunks.add(chunk);
      }
      leave = chunks.size() >= cancelAt && !cancelled;
      notifyAll();
    }
    if (leave) {
      cancel();
    }
    synchronized (this) {
      inSignal--;
    }
  }

  @Override
  public void onError(Throwable thrown) {
    synchronized (this) {
      failure = thrown;
    }
    end();
  }

  @Override
  public void onComplete() {
    end();
  }

  private synchronized void end() {
    enter();
    ends++;
    if (cancelled) {
      afterCancel++;
    }
    inSignal--;
    notifyAll();
  }

  private void enter() {
    if (subscription == null) {
      breaches.add("a signal came before onSubscribe");
    }
    if (inSignal++ > 0) {
      breaches.add("two signals came at once");
    }
  }

  synchronized List<JsonNode> chunks() {
    return List.copyOf(chunks);
  }

  synchronized List<String> breaches() {
    return List.copyOf(breaches);
  }

  synchronized int ends() {
    return ends;
  }

  synchronized int afterEnd() {
    return afterEnd;
  }

  synchronized int afterCancel() {
    return afterCancel;
  }

  synchronized long asked() {
    return asked;
  }

  synchronized @Nullable Throwable failure() {
    return failure;
  }

  boolean awaitSubscription(Duration patience) {
    return await(() -> subscription != null, patience);
  }

  boolean awaitChunks(int count, Duration patience) {
    return await(() -> chunks.size() >= count || ends > 0, patience) && chunks().size() >= count;
  }

  boolean awaitEnd(Duration patience) {
    return await(() -> ends > 0, patience);
  }

  /** Waits for a signal that should not come: false when it was quiet all the time. */
  boolean stirs(Duration quiet) {
    int before;
    int endsBefore;
    synchronized (this) {
      before = chunks.size();
      endsBefore = ends;
    }
    return await(() -> chunks.size() > before || ends > endsBefore, quiet);
  }

  private synchronized boolean await(BooleanSupplier reached, Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    while (!reached.getAsBoolean()) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}

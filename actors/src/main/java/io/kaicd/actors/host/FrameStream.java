package io.kaicd.actors.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.call.Usage;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A plugin's chunks as frames. It asks the plugin for a small window at the consumer's first
 * demand, hands on what has gathered whenever the consumer asks, and ends in exactly one terminal
 * frame whatever the plugin does: publish too much, after its end, from several threads, or not at
 * all.
 */
final class FrameStream implements Flow.Publisher<Frame>, Flow.Subscription {
  /** How frames are made. */
  record Shape(int window, long holdNanos, int holdBytes, long idleNanos) {}

  private sealed interface End {}

  private record Well() implements End {}

  private record Ill(Rejection rejection) implements End {}

  private final Work work;
  private final Replica replica;
  private final Flow.Publisher<JsonNode> source;
  private final Shape shape;
  private final Upstream upstream = new Upstream();

  private final ConcurrentLinkedQueue<JsonNode> buffer = new ConcurrentLinkedQueue<>();
  private final AtomicInteger draining = new AtomicInteger();
  private final AtomicLong demand = new AtomicLong();
  private final AtomicBoolean subscribed = new AtomicBoolean();
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable End end;
  private volatile boolean gone;
  private final AtomicLong gathered = new AtomicLong();
  private volatile long lastFrame;
  private volatile long lastChunk;
  private Flow.@Nullable Subscriber<? super Frame> consumer;
  private long emitted;

  FrameStream(Work work, Replica replica, Flow.Publisher<JsonNode> source, Shape shape) {
    this.work = work;
    this.replica = replica;
    this.source = source;
    this.shape = shape;
    this.lastChunk = System.nanoTime();
    this.lastFrame = lastChunk - shape.holdNanos();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Frame> subscriber) {
    if (!subscribed.compareAndSet(false, true)) {
      subscriber.onSubscribe(new NoSubscription());
      subscriber.onError(new IllegalStateException("a stream takes one subscriber"));
      return;
    }
    consumer = subscriber;
    subscriber.onSubscribe(this);
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      fail(ErrorCode.INTERNAL.reject("a consumer asked for " + n + " frames"));
      n = 1;
    }
    demand.getAndAccumulate(n, (had, more) -> had + more < 0 ? Long.MAX_VALUE : had + more);
    if (end == null && begun.compareAndSet(false, true)) {
      lastChunk = System.nanoTime();
      upstream.ask(shape.window());
    }
    drain();
  }

  @Override
  public void cancel() {
    gone = true;
    if (work.finish(true)) {
      upstream.cancel();
    }
    drain();
  }

  /** Ends it from the host's side: late, cancelled, or past a limit. What gathered still goes. */
  void fail(Rejection rejection) {
    if (ended.compareAndSet(false, true)) {
      end = new Ill(rejection);
      work.finish(true);
      upstream.cancel();
      drain();
    }
  }

  void tick(long now) {
    if (upstream.owed() && now - lastChunk > shape.idleNanos()) {
      fail(
          ErrorCode.UPSTREAM_TIMEOUT.reject(
              "no chunk within " + java.time.Duration.ofNanos(shape.idleNanos())));
    } else if (gathered.get() > 0) {
      Work.runAside(this::drain); // it may take as long as the plugin publishes; the clock goes on
    }
  }

  private void drain() {
    if (draining.getAndIncrement() != 0) {
      return;
    }
    int missed = 1;
    do {
      while (step()) {}
      missed = draining.addAndGet(-missed);
    } while (missed != 0);
  }

  /** One frame, if one can go. */
  private boolean step() {
    if (gone) {
      buffer.clear();
      return false;
    }
    Flow.Subscriber<? super Frame> to = consumer;
    if (to == null || demand.get() == 0) {
      return false;
    }
    End last = end; // read before the buffer: what is gathered goes before the end
    if (buffer.isEmpty()) {
      if (last != null) {
        gone = true;
        to.onNext(terminal(last));
        to.onComplete();
      }
      return false;
    }
    long now = System.nanoTime();
    if (last == null && gathered.get() < shape.holdBytes() && now - lastFrame < shape.holdNanos()) {
      return false; // the next tick sends it
    }
    lastFrame = now;
    gathered.set(0);
    List<JsonNode> chunks = take();
    emitted += chunks.size();
    if (demand.get() != Long.MAX_VALUE) {
      demand.decrementAndGet();
    }
    upstream.took(chunks.size());
    to.onNext(new Frame.Data(chunks));
    return true;
  }

  private List<JsonNode> take() {
    JsonNode first = buffer.poll();
    JsonNode next = buffer.poll();
    if (next == null) {
      return List.of(java.util.Objects.requireNonNull(first));
    }
    List<JsonNode> chunks = new ArrayList<>();
    chunks.add(java.util.Objects.requireNonNull(first));
    for (; next != null; next = buffer.poll()) {
      chunks.add(next);
    }
    return chunks;
  }

  private Frame terminal(End last) {
    return switch (last) {
      case Well _ -> new Frame.Completed(emitted, upstream.usage);
      case Ill ill -> new Frame.Rejected(emitted, ill.rejection());
    };
  }

  private void close(End how) {
    if (ended.compareAndSet(false, true)) {
      end = how;
      work.finish(false);
      drain();
    }
  }

  /** The plugin's side. The subscription is used on the replica's threads, one call at a time. */
  private final class Upstream implements Flow.Subscriber<JsonNode> {
    private final AtomicLong toAsk = new AtomicLong();
    private final AtomicLong owed = new AtomicLong();
    private final AtomicInteger asking = new AtomicInteger();
    private volatile Flow.@Nullable Subscription plugin;
    private volatile Usage usage = Usage.NONE;
    private int consumed;
    private long bytes;

    boolean owed() {
      return owed.get() > 0 && end == null;
    }

    void ask(long n) {
      toAsk.addAndGet(n);
      if (asking.getAndIncrement() == 0) {
        try {
          replica.threads().execute(work, this::askPlugin);
        } catch (RejectedExecutionException e) {
          fail(ErrorCode.SERVICE_FAILED.reject("the replica has stopped"));
        }
      }
    }

    void took(int chunks) {
      consumed += chunks;
      if (consumed >= shape.window() / 2) {
        int n = consumed;
        consumed = 0;
        if (end == null) {
          ask(n);
        }
      }
    }

    private void askPlugin() {
      int missed = 1;
      try {
        do {
          Flow.Subscription at = plugin;
          if (end != null || gone) {
            return;
          }
          if (at == null) {
            source.subscribe(this);
          } else {
            request(at);
          }
          missed = asking.addAndGet(-missed);
        } while (missed != 0);
      } catch (Throwable e) {
        onError(e);
      }
    }

    private void request(Flow.Subscription of) {
      long n = toAsk.getAndSet(0);
      if (n > 0) {
        owed.addAndGet(n);
        of.request(n);
      }
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      if (plugin != null || end != null || gone) {
        subscription.cancel();
        return;
      }
      plugin = subscription;
      request(subscription);
      if (end != null || gone) {
        subscription.cancel();
      }
    }

    /**
     * @throws IllegalStateException when there is more than was asked for: nothing else ends a
     *     publisher that hears neither demand nor cancellation
     */
    @Override
    public void onNext(JsonNode chunk) {
      boolean tooMany = owed.decrementAndGet() < 0;
      if (end == null && !gone) {
        accept(chunk, tooMany);
      }
      if (tooMany) {
        throw new IllegalStateException("more chunks than were asked for");
      }
    }

    private void accept(JsonNode chunk, boolean tooMany) {
      Rejection wrong =
          tooMany
              ? ErrorCode.PLUGIN_FAILED.reject(
                  "the plugin published more chunks than were asked for")
              : take(chunk);
      if (wrong == null) {
        drain();
      } else {
        replica.failed(work, wrong);
        fail(wrong);
      }
    }

    private synchronized @Nullable Rejection take(JsonNode chunk) {
      int most = work.spec().limits().reply();
      long size = WireSize.of(chunk, most);
      bytes += size;
      if (bytes > most) {
        return ErrorCode.REPLY_TOO_LARGE.reject("the stream is past its " + most + " bytes");
      }
      List<Fault> faults = work.spec().chunk().check(chunk);
      if (!faults.isEmpty()) {
        return ErrorCode.REPLY_INVALID.reject("a chunk breaks the contract").withFaults(faults);
      }
      usage = usage.with(chunk);
      lastChunk = System.nanoTime();
      buffer.add(chunk);
      gathered.addAndGet(size);
      return null;
    }

    @Override
    public void onError(Throwable failure) {
      if (end == null && !gone) {
        close(new Ill(replica.rejection(work, failure)));
      }
    }

    @Override
    public void onComplete() {
      if (end == null && !gone) {
        replica.succeeded();
        close(new Well());
      }
    }

    /** Off the replica's threads, which may all be busy with what is to be cancelled. */
    void cancel() {
      Flow.Subscription at = plugin;
      if (at != null) {
        Work.runAside(at::cancel);
      }
    }
  }

  private record NoSubscription() implements Flow.Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }
}

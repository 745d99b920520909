package io.kaicd.http.stream;

import io.kaicd.contract.call.Frame;
import io.kaicd.contract.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The reading end of a stream of frames, with a few frames in hand. It ends with exactly one
 * terminal frame, its own when the publisher breaks its word.
 */
public final class FrameFeed implements Flow.Subscriber<Frame> {
  private static final int AHEAD = 4;

  private final ArrayDeque<Frame> frames = new ArrayDeque<>();
  private final CompletableFuture<Frame> first = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;
  private @Nullable Runnable listener;
  private boolean ended;
  private boolean left;
  private long chunks;

  /** Subscribes to it. */
  public static FrameFeed of(Flow.Publisher<Frame> publisher) {
    FrameFeed feed = new FrameFeed();
    publisher.subscribe(feed);
    return feed;
  }

  /** The first frame, which stays in the feed: it decides about the reply's status. */
  public CompletionStage<Frame> first() {
    return first;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    boolean gone;
    synchronized (this) {
      subscription = given;
      gone = left;
    }
    if (gone) {
      given.cancel();
    } else {
      given.request(AHEAD);
    }
  }

  @Override
  public void onNext(Frame frame) {
    add(frame);
  }

  @Override
  public void onError(Throwable failure) {
    end("the stream broke");
  }

  @Override
  public void onComplete() {
    end("the stream ended without saying how");
  }

  private void end(String message) {
    boolean missing;
    synchronized (this) {
      missing = !ended;
    }
    if (missing) {
      add(new Frame.Rejected(chunks, ErrorCode.INTERNAL.reject(message)));
    }
  }

  private void add(Frame frame) {
    Runnable wake;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = frame instanceof Frame.Terminal;
      if (frame instanceof Frame.Data data) {
        chunks += data.chunks().size();
      }
      frames.add(frame);
      wake = listener;
    }
    first.complete(frame);
    if (wake != null) {
      wake.run();
    }
  }

  /** What to do when there is a frame; it may be run once too often, on any thread. */
  void listen(Runnable action) {
    synchronized (this) {
      listener = action;
    }
    action.run();
  }

  /** The next frame, or null when there is none yet. */
  @Nullable Frame poll() {
    Frame frame;
    Flow.Subscription more;
    synchronized (this) {
      frame = frames.poll();
      more = frame == null || ended ? null : subscription;
    }
    if (more != null) {
      more.request(1);
    }
    return frame;
  }

  /** Whether nobody reads it any more. */
  synchronized boolean left() {
    return left;
  }

  /** Nobody reads it any more: the work upstream is to stop. */
  public void leave() {
    Flow.Subscription given;
    Runnable wake;
    synchronized (this) {
      if (left) {
        return;
      }
      left = true;
      given = ended ? null : subscription;
      wake = listener;
    }
    if (given != null) {
      given.cancel();
    }
    first.complete(new Frame.Rejected(0, ErrorCode.CALL_CANCELLED.reject("the caller has left")));
    if (wake != null) {
      wake.run();
    }
  }
}

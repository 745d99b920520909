package io.kaicd.actors.calls;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.call.Usage;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/** A call that is answered in frames; it watches them pass, to know when and how it ended. */
final class StreamCall extends UnderWay<Reply.Streamed> {
  private final AtomicBoolean opened = new AtomicBoolean();

  StreamCall(CallRouter router, CallRequest request) {
    super(router, request);
  }

  @Override
  boolean stream() {
    return true;
  }

  @Override
  boolean opened() {
    return opened.get();
  }

  @Override
  void answered(JsonNode output) {
    throw new IllegalStateException("a whole answer for a stream");
  }

  @Override
  void framesFrom(Flow.Publisher<Frame> frames) {
    if (over() || !opened.compareAndSet(false, true)) {
      frames.subscribe(new Discard());
      return;
    }
    reply.complete(new Reply.Opened(info(), consumer -> frames.subscribe(new Watch(consumer))));
  }

  @Override
  void refuse(Rejection rejection, boolean ran) {
    if (end(0, Usage.NONE, ran, rejection)) {
      reply.complete(new Reply.Refused(info(), rejection)); // without effect once it has opened
    }
  }

  @Override
  void cancelledRemotely() {
    if (!opened.get()) {
      refuse(ErrorCode.CALL_CANCELLED.reject("the caller left"), true);
    }
  }

  private final class Watch implements Flow.Subscriber<Frame>, Flow.Subscription {
    private final Flow.Subscriber<? super Frame> consumer;
    private Flow.Subscription frames = new Nothing();
    private boolean complete;
    private long chunks;

    Watch(Flow.Subscriber<? super Frame> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      frames = subscription;
      consumer.onSubscribe(this);
    }

    @Override
    public void request(long n) {
      frames.request(n);
    }

    @Override
    public void cancel() {
      frames.cancel();
      end(chunks, Usage.NONE, true, ErrorCode.CALL_CANCELLED.reject("the caller left"));
    }

    @Override
    public void onNext(Frame frame) {
      switch (frame) {
        case Frame.Data(var some) -> {
          firstByteNow();
          chunks += some.size();
        }
        case Frame.Completed(long all, Usage usage) -> end(all, usage, true, null);
        case Frame.Rejected(long all, Rejection why) -> end(all, Usage.NONE, true, why);
      }
      consumer.onNext(frame);
      if (frame instanceof Frame.Terminal) {
        onComplete();
        frames.request(1); // a stream reference completes only when asked once more
      }
    }

    @Override
    public void onError(Throwable failure) {
      if (complete) {
        return;
      }
      end(chunks, Usage.NONE, true, ErrorCode.INTERNAL.reject("the stream broke"));
      consumer.onError(failure);
    }

    @Override
    public void onComplete() {
      if (!complete) {
        complete = true;
        consumer.onComplete();
      }
    }
  }

  /** Takes what nobody waits for any more. */
  private static final class Discard implements Flow.Subscriber<Frame> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.cancel();
    }

    @Override
    public void onNext(Frame frame) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }

  private static final class Nothing implements Flow.Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }
}

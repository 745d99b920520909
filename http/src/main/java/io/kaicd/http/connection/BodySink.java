package io.kaicd.http.connection;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Collects a body. Past the limit it keeps nothing and reads on up to the drain bound, so that the
 * client, which is still writing, gets to read its refusal.
 */
final class BodySink extends GraphStage<SinkShape<ByteString>> {
  private final Inlet<ByteString> in = Inlet.create("Body.in");
  private final SinkShape<ByteString> shape = SinkShape.of(in);
  private final int limit;
  private final long drain;
  private final Duration deadline;
  private final Supplier<RejectedException> tooLarge;
  private final CompletableFuture<byte[]> whole;

  BodySink(
      int limit,
      long drain,
      Duration deadline,
      Supplier<RejectedException> tooLarge,
      CompletableFuture<byte[]> whole) {
    this.limit = limit;
    this.drain = drain;
    this.deadline = deadline;
    this.tooLarge = tooLarge;
    this.whole = whole;
  }

  @Override
  public SinkShape<ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic implements InHandler {
    private List<ByteString> parts = new ArrayList<>();
    private long length;

    Logic() {
      super(shape);
      setHandler(in, this);
    }

    @Override
    public void preStart() {
      scheduleOnce("deadline", deadline);
      pull(in);
    }

    @Override
    public void onPush() {
      ByteString part = grab(in);
      length += part.length();
      if (length <= limit) {
        parts.add(part);
      } else {
        parts = List.of();
        if (length - limit > drain) {
          whole.completeExceptionally(tooLarge.get());
          completeStage();
          return;
        }
      }
      pull(in);
    }

    @Override
    public void onUpstreamFinish() {
      if (length > limit) {
        whole.completeExceptionally(tooLarge.get());
      } else {
        byte[] bytes = new byte[Math.toIntExact(length)];
        int at = 0;
        for (ByteString part : parts) {
          part.copyToArray(bytes, at, part.length());
          at += part.length();
        }
        whole.complete(bytes);
      }
      completeStage();
    }

    @Override
    public void onUpstreamFailure(Throwable failure) {
      whole.completeExceptionally(
          ErrorCode.REQUEST_MALFORMED.reject("the body was cut short").asException());
      completeStage();
    }

    @Override
    public void onTimer(Object key) {
      whole.completeExceptionally(
          length > limit
              ? tooLarge.get()
              : ErrorCode.REQUEST_TIMEOUT
                  .reject("the body was not complete after " + deadline.toMillis() + " ms")
                  .asException());
      completeStage();
    }

    @Override
    public void postStop() {
      whole.completeExceptionally(
          ErrorCode.REQUEST_MALFORMED.reject("the body was cut short").asException());
    }
  }
}

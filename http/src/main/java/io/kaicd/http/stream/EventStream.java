package io.kaicd.http.stream;

import io.kaicd.contract.call.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * A feed's frames as bytes. Frames are taken only as the client reads; those that wait are written
 * together. A silent stream is kept alive by comments, and a client that reads nothing for the
 * write deadline loses it.
 */
public final class EventStream extends GraphStage<SourceShape<ByteString>> {
  private static final ByteString PING =
      ByteString.fromArrayUnsafe(": ping\n\n".getBytes(StandardCharsets.US_ASCII));
  private static final int ENOUGH = 32 * 1024;

  private final Outlet<ByteString> out = Outlet.create("Events.out");
  private final SourceShape<ByteString> shape = SourceShape.of(out);
  private final FrameFeed feed;
  private final EventWriter writer;
  private final Duration ping;
  private final Duration writeDeadline;

  public EventStream(FrameFeed feed, EventWriter writer, Duration ping, Duration writeDeadline) {
    this.feed = feed;
    this.writer = writer;
    this.ping = ping;
    this.writeDeadline = writeDeadline;
  }

  @Override
  public SourceShape<ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic implements OutHandler {
    private final AsyncCallback<Boolean> woken = createAsyncCallback(b -> write());
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(512);
    private boolean opened;
    private long lastWrite = System.nanoTime();

    Logic() {
      super(shape);
      setHandler(out, this);
    }

    @Override
    public void preStart() {
      feed.listen(() -> woken.invoke(true));
      scheduleWithFixedDelay("silence", ping.dividedBy(2), ping.dividedBy(2));
    }

    @Override
    public void onPull() {
      write();
    }

    private void write() {
      if (feed.left()) {
        completeStage();
        return;
      }
      if (!isAvailable(out)) {
        return;
      }
      if (!opened) {
        opened = true;
        writer.open(buffer);
      }
      Frame frame = null;
      while (!(frame instanceof Frame.Terminal) && buffer.size() < ENOUGH) {
        frame = feed.poll();
        if (frame == null) {
          break;
        }
        writer.write(frame, buffer);
      }
      if (buffer.size() > 0) {
        lastWrite = System.nanoTime();
        push(out, ByteString.fromArrayUnsafe(buffer.toByteArray()));
        buffer.reset();
      }
      if (frame instanceof Frame.Terminal) {
        complete(out);
      }
    }

    @Override
    public void onTimer(Object key) {
      long silent = System.nanoTime() - lastWrite;
      if (isAvailable(out)) {
        if (silent >= ping.toNanos() / 2) {
          lastWrite = System.nanoTime();
          push(out, PING);
        }
      } else if (silent > writeDeadline.toNanos()) {
        feed.leave();
        failStage(new TimeoutException("the client does not read its stream"));
      }
    }

    @Override
    public void onDownstreamFinish(Throwable cause) {
      completeStage();
    }

    @Override
    public void postStop() {
      feed.leave();
    }
  }
}

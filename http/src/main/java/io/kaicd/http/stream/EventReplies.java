package io.kaicd.http.stream;

import io.kaicd.contract.call.Frame;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.error.Rejection;
import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.reply.CallHeaders;
import io.kaicd.http.reply.Replies;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.scaladsl.model.ContentType;
import org.apache.pekko.http.scaladsl.model.HttpCharsets;
import org.apache.pekko.http.scaladsl.model.HttpEntity;
import org.apache.pekko.http.scaladsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.MediaTypes;
import org.apache.pekko.stream.scaladsl.Source;

/** Makes a reply of an opened stream, once its first frame has come. */
public final class EventReplies {
  private static final ContentType EVENTS =
      ContentType.apply(MediaTypes.text$divevent$minusstream(), () -> HttpCharsets.UTF$minus8());

  private final CallHeaders headers;
  private final Duration ping;
  private final Duration writeDeadline;

  public EventReplies(CallHeaders headers, Duration ping, Duration writeDeadline) {
    this.headers = headers;
    this.ping = ping;
    this.writeDeadline = writeDeadline;
  }

  /** How a stream that failed before its first chunk is refused. */
  @FunctionalInterface
  public interface Refusing {
    HttpResponse refuse(Reply.Refused refused);
  }

  public CompletionStage<HttpResponse> reply(
      Reply.Opened opened, Exchange exchange, EventWriter writer, Refusing refusing) {
    FrameFeed feed = FrameFeed.of(opened.frames());
    exchange.whenGone(feed::leave);
    return feed.first()
        .thenApply(
            first ->
                first instanceof Frame.Rejected(long _, Rejection early)
                    ? refusing.refuse(new Reply.Refused(opened.call(), early))
                    : Replies.with(
                        200,
                        headers.of(opened.call()),
                        HttpEntity.Chunked$.MODULE$.fromData(
                            EVENTS,
                            Source.fromGraph(new EventStream(feed, writer, ping, writeDeadline))
                                .mapMaterializedValue(x -> x))));
  }
}

package io.kaicd.http.connection;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.settings.ConnectionSettings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.scaladsl.model.HttpEntity;
import org.apache.pekko.http.scaladsl.model.HttpRequest;
import org.apache.pekko.stream.Materializer;

/** Reads bodies whole, within their limit and the deadline. */
public final class BodyReader {
  private final ConnectionSettings settings;
  private final Materializer materializer;

  public BodyReader(ConnectionSettings settings, Materializer materializer) {
    this.settings = settings;
    this.materializer = materializer;
  }

  /** The body's bytes when they came with the head, as small ones do; else an unfinished stage. */
  public CompletionStage<byte[]> read(Exchange exchange, int limit) {
    HttpRequest request = exchange.request();
    return switch (request.entity()) {
      case HttpEntity.Strict strict ->
          strict.data().length() <= limit
              ? CompletableFuture.completedFuture(strict.data().toArrayUnsafe())
              : CompletableFuture.failedFuture(tooLarge(limit));
      case HttpEntity.Default entity
          when entity.contentLength() > limit && exchange.head().expectsContinue() ->
          // the client asked first, so it has sent nothing yet
          CompletableFuture.failedFuture(tooLarge(limit));
      default -> collect(request, limit);
    };
  }

  private CompletionStage<byte[]> collect(HttpRequest request, int limit) {
    CompletableFuture<byte[]> bytes = new CompletableFuture<>();
    long known = request.entity().getContentLengthOption().orElse(-1);
    long drain = known > limit + settings.drain() ? 0 : settings.drain();
    request
        .entity()
        .getDataBytes()
        .runWith(
            new BodySink(limit, drain, settings.bodyDeadline(), () -> tooLarge(limit), bytes),
            materializer);
    return bytes;
  }

  static RejectedException tooLarge(int limit) {
    return ErrorCode.REQUEST_TOO_LARGE
        .reject("the body is larger than the " + limit + " bytes allowed here")
        .asException();
  }
}

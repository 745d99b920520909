package io.kaicd.http;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.http.endpoint.Exchange;
import org.apache.pekko.http.scaladsl.model.ContentType;
import org.jspecify.annotations.Nullable;

/** What kinds of bodies are taken. */
final class MediaTypes {
  private MediaTypes() {}

  /** Whether the body says that it is JSON, and is not compressed. */
  static @Nullable Rejection checkJson(Exchange exchange) {
    ContentType type = exchange.request().entity().contentType();
    if (!isJson(type)) {
      return ErrorCode.MEDIA_TYPE_UNSUPPORTED.reject("the body is not said to be JSON");
    }
    String encoding = exchange.head().contentEncoding();
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      return ErrorCode.MEDIA_TYPE_UNSUPPORTED
          .reject("the body is compressed")
          .withRemedy("Send it without Content-Encoding");
    }
    return null;
  }

  private static boolean isJson(ContentType type) {
    var media = type.mediaType();
    return media.isApplication()
        && (media.subType().equals("json") || media.subType().endsWith("+json"));
  }
}

package io.kaicd.http.reply;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * Answers what the HTTP parser refuses, before there is a request: it is named in reference.conf.
 * The status is the parser's own; nothing of what was sent is quoted.
 */
public final class UnreadableRequest extends ParsingErrorHandler {
  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
    return switch (status.intValue()) {
      case 413 -> problem(ErrorCode.REQUEST_TOO_LARGE, 413, "the body is too large");
      case 414 -> problem(ErrorCode.REQUEST_TOO_LARGE, 414, "the address is too long");
      case 431 -> problem(ErrorCode.REQUEST_TOO_LARGE, 431, "the headers are too large");
      case 501 -> problem(ErrorCode.METHOD_NOT_ALLOWED, 501, "the method is not known");
      default ->
          problem(
              ErrorCode.REQUEST_MALFORMED,
              status.intValue(),
              "the request breaks the rules of HTTP");
    };
  }

  private static HttpResponse problem(ErrorCode code, int status, String message) {
    Rejection rejection =
        code == ErrorCode.REQUEST_MALFORMED
            ? code.reject(message)
                .withRemedy("Check the request line, the headers and the encoding")
            : code.reject(message);
    var document = Problems.document(rejection).put("status", status);
    return Problems.write(code, document, Replies.SHARED).withStatus(status);
  }
}

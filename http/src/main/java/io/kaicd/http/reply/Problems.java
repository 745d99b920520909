package io.kaicd.http.reply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.redaction.Redaction;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.scaladsl.model.ContentType;
import org.apache.pekko.http.scaladsl.model.HttpHeader;
import org.apache.pekko.http.scaladsl.model.HttpResponse;
import scala.collection.immutable.List;
import scala.collection.immutable.Seq;

/** The one place where a {@link Rejection} becomes problem+json (RFC 9457). */
public final class Problems implements Dialect {
  public static final Dialect DIALECT = new Problems();
  public static final String PAGES = "/problems/";

  private static final ContentType PROBLEM_JSON =
      (ContentType)
          MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8)
              .toContentType();
  private static final HttpHeader BEARER = Replies.header("WWW-Authenticate", "Bearer");
  private static final HttpHeader RETRY = Replies.header("Retry-After", "1");

  private Problems() {}

  @Override
  public HttpResponse refuse(Rejection rejection, String instance, Seq<HttpHeader> headers) {
    return write(rejection.code(), document(rejection).put("instance", place(instance)), headers);
  }

  /** As {@link #refuse}, with members of its own added to the document by the caller. */
  public static HttpResponse write(ErrorCode code, ObjectNode document, Seq<HttpHeader> headers) {
    Seq<HttpHeader> all = withHints(code, headers);
    return Replies.of(Replies.status(code.status()), all, PROBLEM_JSON, Json.bytes(document));
  }

  /** 406: there is no code of its own for it, since nothing of the call is at fault. */
  public static HttpResponse notAcceptable(String instance, Seq<HttpHeader> headers) {
    Rejection rejection =
        ErrorCode.MEDIA_TYPE_UNSUPPORTED
            .reject("the reply cannot be of a kind that Accept names")
            .withRemedy("Accept application/json or text/event-stream");
    ObjectNode problem = document(rejection).put("status", 406).put("instance", place(instance));
    return Replies.of(Replies.status(406), headers, PROBLEM_JSON, Json.bytes(problem));
  }

  // A path that was asked for by mistake may be a key that was pasted.
  private static String place(String instance) {
    return Redaction.redacted(instance);
  }

  /** Adds what HTTP wants beside a status: how to authenticate, when to come again. */
  public static Seq<HttpHeader> withHints(ErrorCode code, Seq<HttpHeader> headers) {
    if (!(headers instanceof List<HttpHeader> list)) {
      return headers;
    }
    return switch (code.status()) {
      case 401 -> Replies.with(list, BEARER);
      case 429, 503 -> code.retryable() ? Replies.with(list, RETRY) : list;
      default -> list;
    };
  }

  /** The problem document, without its instance. */
  public static ObjectNode document(Rejection rejection) {
    ErrorCode code = rejection.code();
    ObjectNode problem =
        Json.shared()
            .createObjectNode()
            .put("type", PAGES + code.text())
            .put("title", code.title())
            .put("status", code.status())
            .put("code", code.text())
            .put("detail", rejection.message())
            .put("remedy", rejection.remedy())
            .put("retryable", code.retryable());
    if (!rejection.faults().isEmpty()) {
      var errors = problem.putArray("errors");
      for (Fault fault : rejection.faults()) {
        errors
            .addObject()
            .put("pointer", fault.pointer())
            .put("code", fault.code())
            .put("wanted", fault.wanted())
            .put("have", fault.have());
      }
    }
    return problem;
  }
}

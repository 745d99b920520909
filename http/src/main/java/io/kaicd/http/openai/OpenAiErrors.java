package io.kaicd.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.http.reply.Dialect;
import io.kaicd.http.reply.Problems;
import io.kaicd.http.reply.Replies;
import org.apache.pekko.http.scaladsl.model.HttpHeader;
import org.apache.pekko.http.scaladsl.model.HttpResponse;
import scala.collection.immutable.List;
import scala.collection.immutable.Seq;

/** Refusals in OpenAI's shape; the code is the node's own, and x-should-retry says what to do. */
public final class OpenAiErrors implements Dialect {
  public static final Dialect DIALECT = new OpenAiErrors();

  private static final HttpHeader RETRY = Replies.header("x-should-retry", "true");
  private static final HttpHeader LEAVE_IT = Replies.header("x-should-retry", "false");

  private OpenAiErrors() {}

  @Override
  public HttpResponse refuse(Rejection rejection, String instance, Seq<HttpHeader> headers) {
    Seq<HttpHeader> all = Problems.withHints(rejection.code(), headers);
    if (all instanceof List<HttpHeader> list) {
      all = Replies.with(list, rejection.code().retryable() ? RETRY : LEAVE_IT);
    }
    return Replies.json(rejection.code().status(), all, Json.bytes(document(rejection)));
  }

  static ObjectNode document(Rejection rejection) {
    ObjectNode document = Json.shared().createObjectNode();
    document
        .putObject("error")
        .put("message", message(rejection))
        .put("type", type(rejection.code()))
        .put("param", parameter(rejection))
        .put("code", rejection.code().text());
    return document;
  }

  private static String message(Rejection rejection) {
    StringBuilder message = new StringBuilder(rejection.message());
    rejection
        .faults()
        .forEach(
            fault ->
                message.append("; ").append(fault.pointer()).append(": ").append(fault.code()));
    return message.append(". ").append(rejection.remedy()).toString();
  }

  private static @org.jspecify.annotations.Nullable String parameter(Rejection rejection) {
    if (rejection.faults().isEmpty()) {
      return null;
    }
    String pointer = rejection.faults().getFirst().pointer();
    return pointer.isEmpty() ? null : pointer.substring(1).replace('/', '.');
  }

  private static String type(ErrorCode code) {
    return switch (code.status()) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 429 -> "rate_limit_error";
      default -> code.status() >= 500 ? "server_error" : "invalid_request_error";
    };
  }
}

package io.kaicd.http.resource;

import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.reply.Problems;
import io.kaicd.http.reply.Replies;
import java.util.Locale;
import org.apache.pekko.http.scaladsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Which kind of reply the Accept header asks for; the first that is named wins. */
enum Accepted {
  JSON,
  EVENTS,
  NEITHER;

  static Accepted of(@Nullable String accept) {
    if (accept == null || accept.equals("*/*") || accept.equals("application/json")) {
      return JSON;
    }
    if (accept.equals("text/event-stream")) {
      return EVENTS;
    }
    int from = 0;
    while (from < accept.length()) {
      int end = accept.indexOf(',', from);
      String range = accept.substring(from, end < 0 ? accept.length() : end);
      Accepted kind = kind(range);
      if (kind != NEITHER) {
        return kind;
      }
      from = end < 0 ? accept.length() : end + 1;
    }
    return NEITHER;
  }

  private static Accepted kind(String range) {
    int parameters = range.indexOf(';');
    String type = (parameters < 0 ? range : range.substring(0, parameters)).strip();
    if (parameters >= 0 && range.substring(parameters).replace(" ", "").startsWith(";q=0")) {
      String quality = range.substring(parameters).replace(" ", "").substring(";q=0".length());
      if (quality.chars().allMatch(c -> c == '.' || c == '0')) {
        return NEITHER;
      }
    }
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "application/json", "application/*", "*/*" -> JSON;
      case "text/event-stream", "text/*" -> EVENTS;
      default -> NEITHER;
    };
  }

  static HttpResponse refuse(Exchange exchange) {
    return Problems.notAcceptable(exchange.request().uri().path().toString(), Replies.SHARED);
  }
}

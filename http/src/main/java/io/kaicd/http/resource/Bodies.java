package io.kaicd.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.secret.Secret;
import io.kaicd.http.endpoint.Exchange;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Small bodies of a few known fields; any other field is refused. */
final class Bodies {
  private Bodies() {}

  /** A field's text, empty when it is not given. */
  static String text(Exchange exchange, String field, String... others) {
    JsonNode value = only(exchange, field, others).path(field);
    if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
      throw wrong("/" + field, "type", "string");
    }
    return value.asText("");
  }

  /** A field's texts, none when it is not given. */
  static List<String> texts(Exchange exchange, String field) {
    JsonNode value = exchange.body().path(field);
    List<String> texts = new ArrayList<>();
    if (!value.isMissingNode() && !value.isArray()) {
      throw wrong("/" + field, "type", "array of strings");
    }
    for (JsonNode one : value) {
      if (!one.isTextual()) {
        throw wrong("/" + field + "/" + texts.size(), "type", "string");
      }
      texts.add(one.asText());
    }
    return texts;
  }

  /** A field's time, nothing when it is not given or null. */
  static @Nullable Instant time(Exchange exchange, String field) {
    JsonNode given = exchange.body().path(field);
    if (given.isMissingNode() || given.isNull()) {
      return null;
    }
    try {
      return Instant.parse(given.asText());
    } catch (DateTimeParseException e) {
      throw wrong("/" + field, "format", "a time such as 2027-01-31T12:00:00Z");
    }
  }

  /**
   * A field's secret, taken as it is; nothing when it is not given. What the JSON was parsed from
   * is garbage after the request.
   */
  static @Nullable Secret secret(Exchange exchange, String field, String... others) {
    JsonNode body = only(exchange, field, others);
    return body.hasNonNull(field)
        ? Secret.taking(text(exchange, field, others).toCharArray())
        : null;
  }

  static RejectedException lacks(String field, String wanted) {
    return wrong("/" + field, "required", wanted);
  }

  static long number(Exchange exchange, String field) {
    JsonNode value = only(exchange, field).path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong("/" + field, "type", "integer");
    }
    return value.asLong();
  }

  static JsonNode only(Exchange exchange, String field, String... others) {
    JsonNode body = exchange.body();
    if (!body.isObject()) {
      throw wrong("", "type", "object");
    }
    Set<String> known = Set.of(others);
    for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!name.equals(field) && !known.contains(name)) {
        throw wrong("", "unknown", "only " + field + (others.length == 0 ? "" : ", " + known));
      }
    }
    return body;
  }

  static RejectedException wrong(String pointer, String code, String wanted) {
    return ErrorCode.INPUT_INVALID
        .reject("the body is not what is wanted here")
        .withFault(new Fault(pointer, code, wanted, ""))
        .asException();
  }
}

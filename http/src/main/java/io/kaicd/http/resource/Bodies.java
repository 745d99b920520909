package io.kaicd.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.http.endpoint.Exchange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

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

  static long number(Exchange exchange, String field) {
    JsonNode value = only(exchange, field).path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong("/" + field, "type", "integer");
    }
    return value.asLong();
  }

  private static JsonNode only(Exchange exchange, String field, String... others) {
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

  private static RejectedException wrong(String pointer, String code, String wanted) {
    return ErrorCode.INPUT_INVALID
        .reject("the body is not what is wanted here")
        .withFault(new Fault(pointer, code, wanted, ""))
        .asException();
  }
}

package io.kaicd.http.endpoint;

import io.kaicd.contract.error.ErrorCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A request's query parameters: known ones only, each at most once. */
public final class Query {
  private static final Query EMPTY = new Query(Map.of());

  private final Map<String, String> values;

  private Query(Map<String, String> values) {
    this.values = values;
  }

  static Query none() {
    return EMPTY;
  }

  static Query parse(String raw, Set<String> known) {
    Map<String, String> values = new HashMap<>();
    for (String pair : raw.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int at = pair.indexOf('=');
      String name = decode(at < 0 ? pair : pair.substring(0, at));
      if (!known.contains(name)) {
        throw ErrorCode.REQUEST_MALFORMED
            .reject("a query parameter is not known here")
            .withRemedy(
                known.isEmpty()
                    ? "Send no query parameters"
                    : "Use " + String.join(", ", known.stream().sorted().toList()))
            .asException();
      }
      if (values.put(name, at < 0 ? "" : decode(pair.substring(at + 1))) != null) {
        throw ErrorCode.REQUEST_MALFORMED
            .reject("the query parameter '" + name + "' is given twice")
            .withRemedy("Give it once")
            .asException();
      }
    }
    return new Query(values);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ErrorCode.REQUEST_MALFORMED
          .reject("the query has a malformed percent-encoding")
          .withRemedy("Write a percent sign as %25")
          .asException();
    }
  }

  /** Its value, empty when it is not given. */
  public String text(String name) {
    return values.getOrDefault(name, "");
  }

  public boolean flag(String name) {
    return switch (text(name)) {
      case "", "false" -> false;
      case "true" -> true;
      default ->
          throw ErrorCode.REQUEST_MALFORMED
              .reject("'" + name + "' is neither true nor false")
              .withRemedy("Write " + name + "=true")
              .asException();
    };
  }

  /** A whole number from 1 to a maximum. */
  public int number(String name, int otherwise, int max) {
    String text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= 1 && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw ErrorCode.REQUEST_MALFORMED
        .reject("'" + name + "' is no whole number from 1 to " + max)
        .withRemedy("Write " + name + "=" + otherwise)
        .asException();
  }
}

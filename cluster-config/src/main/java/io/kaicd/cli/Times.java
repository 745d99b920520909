package io.kaicd.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Times as they are typed. */
final class Times {
  private Times() {}

  /** From now on, such as {@code P30D}, or at a time, such as {@code 2027-01-31T12:00:00Z}. */
  static Instant parse(NodeOptionsMixin node, String text) {
    try {
      return text.startsWith("P") ? Instant.now().plus(Duration.parse(text)) : Instant.parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      throw node.wrong("'" + text + "' is neither a duration such as P30D nor a time");
    }
  }
}

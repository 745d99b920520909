package io.kaicd.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.TreeMap;

/**
 * The host's count of one second.
 *
 * @param durations calls by bucket: b stands for at most 2^(b/4) microseconds
 */
record Digest(
    Instant at,
    Key key,
    long calls,
    Map<String, Long> errorsByCode,
    Map<Integer, Long> durations,
    long maxMicros,
    long inputTokens,
    long outputTokens) {
  // Far above a second's worth, and sums of a day's worth of it stay below 2^63.
  private static final long MOST = 1_000_000_000_000L;

  static Digest of(JsonNode digest) {
    Map<String, Long> errors = new TreeMap<>();
    long failed = 0;
    for (var entry : digest.path("errorsByCode").properties()) {
      long count = number(entry.getValue());
      failed += count;
      errors.put(entry.getKey(), count);
    }
    Map<Integer, Long> durations = new TreeMap<>();
    for (var entry : digest.path("durations").properties()) {
      durations.merge(Integer.valueOf(entry.getKey()), number(entry.getValue()), Long::sum);
    }
    long calls = number(digest.path("calls"));
    if (failed > calls) {
      throw AnalyticsService.refused("a digest has more errors than calls");
    }
    return new Digest(
        instant(digest.path("at").asText()),
        new Key(
            digest.path("service").asText(),
            digest.path("capability").asText(),
            digest.path("operation").asText()),
        calls,
        errors,
        durations,
        number(digest.path("maxMicros")),
        number(digest.path("inputTokens")),
        number(digest.path("outputTokens")));
  }

  private static long number(JsonNode value) {
    if (!value.canConvertToLong() || value.asLong() > MOST) {
      throw AnalyticsService.refused("a digest's numbers are at most " + MOST);
    }
    return value.asLong();
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      // Valid by the schema's format, such as a leap second.
      throw AnalyticsService.refused("a digest's time is not understood");
    }
  }
}

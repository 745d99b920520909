package io.kaicd.analytics;

import java.util.Map;
import java.util.TreeMap;

/** The sum of some digests of one key. */
final class Tally {
  private static final int MOST_CODES = 32;
  private static final String OTHER = "other";

  private long calls;
  private long errors;
  private long maxMicros;
  private long inputTokens;
  private long outputTokens;
  private final Map<String, Long> errorsByCode = new TreeMap<>();
  private final Map<Integer, Long> durations = new TreeMap<>();

  void add(Digest digest) {
    calls += digest.calls();
    maxMicros = Math.max(maxMicros, digest.maxMicros());
    inputTokens += digest.inputTokens();
    outputTokens += digest.outputTokens();
    digest.errorsByCode().forEach(this::addErrors);
    digest.durations().forEach((bucket, count) -> durations.merge(bucket, count, Long::sum));
  }

  void add(Tally other) {
    calls += other.calls;
    maxMicros = Math.max(maxMicros, other.maxMicros);
    inputTokens += other.inputTokens;
    outputTokens += other.outputTokens;
    other.errorsByCode.forEach(this::addErrors);
    other.durations.forEach((bucket, count) -> durations.merge(bucket, count, Long::sum));
  }

  private void addErrors(String code, long count) {
    errors += count;
    boolean known = errorsByCode.containsKey(code) || errorsByCode.size() < MOST_CODES;
    errorsByCode.merge(known ? code : OTHER, count, Long::sum);
  }

  /**
   * A quantile of the durations, in milliseconds: the upper edge of the bucket that holds it, so at
   * most 19% (2^(1/4)) too high, and never above the longest call. 0 without calls.
   */
  double quantileMillis(double quantile) {
    long total = durations.values().stream().mapToLong(Long::longValue).sum();
    long rank = Math.max(1, (long) Math.ceil(quantile * total));
    long seen = 0;
    for (var bucket : durations.entrySet()) {
      seen += bucket.getValue();
      if (seen >= rank) {
        double edge = Math.pow(2, bucket.getKey() / 4.0);
        return millis(Math.min(edge, (double) maxMicros));
      }
    }
    return 0;
  }

  double maxMillis() {
    return millis((double) maxMicros);
  }

  private static double millis(double micros) {
    return Math.round(micros) / 1000.0;
  }

  long calls() {
    return calls;
  }

  long errors() {
    return errors;
  }

  Map<String, Long> errorsByCode() {
    return errorsByCode;
  }

  long inputTokens() {
    return inputTokens;
  }

  long outputTokens() {
    return outputTokens;
  }
}

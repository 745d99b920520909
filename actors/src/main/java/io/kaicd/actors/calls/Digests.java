package io.kaicd.actors.calls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Sums up the calls of a second by service and operation, for the analytics capability. */
final class Digests {
  private static final int MOST = 4_096; // the contract's own limit

  private record Key(String service, String capability, String operation) {}

  private static final class Sum {
    private final Map<String, Integer> errors = new TreeMap<>();
    private final Map<Integer, Integer> durations = new TreeMap<>();
    private int calls;
    private long most;
    private long inputTokens;
    private long outputTokens;
    private boolean taken;

    synchronized boolean add(String code, long micros, long input, long output) {
      if (taken) {
        return false;
      }
      calls++;
      if (!code.isEmpty()) {
        errors.merge(code, 1, Integer::sum);
      }
      durations.merge(bucket(micros), 1, Integer::sum);
      most = Math.max(most, micros);
      inputTokens += input;
      outputTokens += output;
      return true;
    }

    synchronized void take() {
      taken = true;
    }
  }

  private final ConcurrentHashMap<Key, Sum> sums = new ConcurrentHashMap<>();

  /** Bucket b holds what took at most 2^(b/4) microseconds and more than 2^((b-1)/4). */
  static int bucket(long micros) {
    return micros <= 1 ? 0 : (int) Math.ceil(4 * Math.log((double) micros) / Math.log(2) - 1e-9);
  }

  /**
   * @param code the error's, empty when it went well
   */
  void add(
      String service,
      String capability,
      String operation,
      String code,
      long micros,
      long inputTokens,
      long outputTokens) {
    Key key = new Key(service, capability, operation);
    while (true) {
      Sum sum = sums.get(key);
      if (sum == null) {
        if (sums.size() >= MOST) {
          return;
        }
        sum = sums.computeIfAbsent(key, k -> new Sum());
      }
      if (sum.add(code, micros, inputTokens, outputTokens)) {
        return;
      }
      sums.remove(key, sum);
    }
  }

  /** The input of {@code analytics/ingest}, and starts anew. */
  ObjectNode take(String node, Instant at) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    ArrayNode digests = json.arrayNode();
    String second = at.truncatedTo(ChronoUnit.SECONDS).toString();
    sums.forEach(
        (key, sum) -> {
          sums.remove(key, sum);
          sum.take();
          ObjectNode digest =
              digests
                  .addObject()
                  .put("at", second)
                  .put("service", key.service())
                  .put("capability", key.capability())
                  .put("operation", key.operation())
                  .put("calls", sum.calls);
          ObjectNode errors = digest.putObject("errorsByCode");
          sum.errors.forEach(errors::put);
          ObjectNode durations = digest.putObject("durations");
          sum.durations.forEach((bucket, count) -> durations.put(bucket.toString(), count));
          digest
              .put("maxMicros", sum.most)
              .put("inputTokens", sum.inputTokens)
              .put("outputTokens", sum.outputTokens);
        });
    ObjectNode input = json.objectNode();
    input.put("node", node);
    input.set("digests", digests);
    return input;
  }
}

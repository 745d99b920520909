package io.kaicd.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** What came of a time, by key. */
record Summary(Instant from, Instant to, Map<Key, Tally> tallies) {

  JsonNode json() {
    ObjectNode summary = JsonNodeFactory.instance.objectNode();
    summary.put("from", from.truncatedTo(ChronoUnit.MILLIS).toString());
    summary.put("to", to.truncatedTo(ChronoUnit.MILLIS).toString());
    var services = summary.putArray("services");
    double seconds = Math.max(1, Duration.between(from, to).toMillis() / 1000.0);
    tallies.forEach((key, tally) -> services.add(json(key, tally, seconds)));
    return summary;
  }

  private static ObjectNode json(Key key, Tally tally, double seconds) {
    ObjectNode service = JsonNodeFactory.instance.objectNode();
    service.put("service", key.service());
    service.put("capability", key.capability());
    service.put("operation", key.operation());
    service.put("calls", tally.calls());
    service.put("callsPerSecond", rounded(tally.calls() / seconds));
    service.put("errors", tally.errors());
    service.put(
        "errorRate", tally.calls() == 0 ? 0 : rounded((double) tally.errors() / tally.calls()));
    ObjectNode errors = service.putObject("errorsByCode");
    tally.errorsByCode().forEach(errors::put);
    service
        .putObject("durationMs")
        .put("p50", tally.quantileMillis(0.50))
        .put("p90", tally.quantileMillis(0.90))
        .put("p99", tally.quantileMillis(0.99))
        .put("max", tally.maxMillis());
    service.put("inputTokens", tally.inputTokens());
    service.put("outputTokens", tally.outputTokens());
    return service;
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}

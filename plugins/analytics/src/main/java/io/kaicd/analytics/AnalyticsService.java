package io.kaicd.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.spi.Invocation;
import io.kaicd.spi.PluginService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The one replica; it answers from memory, at once. */
final class AnalyticsService implements PluginService {
  private final Clock clock;
  private final Instant since;
  private final Feed feed;
  private volatile boolean closed;

  AnalyticsService(Clock clock) {
    this.clock = clock;
    this.since = clock.instant();
    this.feed = new Feed(since);
  }

  @Override
  public CompletionStage<JsonNode> call(Invocation invocation) {
    if (closed) {
      throw ErrorCode.SERVICE_DRAINING.reject("the service is closed").asException();
    }
    JsonNode input = invocation.input();
    return CompletableFuture.completedFuture(
        switch (invocation.capability() + "/" + invocation.operation()) {
          case "analytics/ingest" -> ingest(input);
          case "analytics/summary" -> summary(input);
          case "health/check" -> check();
          default ->
              throw ErrorCode.OPERATION_UNKNOWN
                  .reject("analytics has summary, ingest and check")
                  .asException();
        });
  }

  /** All digests or none: they are read before the first is counted. */
  private JsonNode ingest(JsonNode input) {
    List<Digest> digests = input.path("digests").valueStream().map(Digest::of).toList();
    int counted = feed.add(digests, clock.instant());
    return JsonNodeFactory.instance.objectNode().put("digests", counted);
  }

  private JsonNode summary(JsonNode input) {
    Duration window = window(input.path("window").asText("PT1H"));
    String service = input.path("service").asText("");
    String capability = input.path("capability").asText("");
    return feed.summary(clock.instant(), window, key -> key.matches(service, capability)).json();
  }

  private static Duration window(String text) {
    try {
      Duration window = Duration.parse(text);
      if (window.compareTo(Duration.ofSeconds(1)) >= 0 && window.compareTo(Feed.LONGEST) <= 0) {
        return window;
      }
    } catch (DateTimeParseException e) {
      // Valid by the schema, such as P1M, whose length depends on the month.
    }
    throw refused("the window is to be between PT1S and PT24H, in days, hours or less");
  }

  private JsonNode check() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("status", "ready")
        .put("since", since.toString())
        .put("detail", "");
  }

  static RejectedException refused(String message) {
    return ErrorCode.INPUT_INVALID.reject(message).asException();
  }

  @Override
  public void close() {
    closed = true;
  }
}

package io.kaicd.actors.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.spi.Health;
import java.time.Instant;

/** What a replica last told of its health, and since when it has been as it is. */
final class HealthRecord {
  private volatile Health health = Health.READY;
  private volatile Instant since = Instant.now();

  void note(Health told) {
    if (told.ready() != health.ready()) {
      since = Instant.now();
    }
    health = told;
  }

  /** The answer of {@code health/check}. */
  JsonNode answer(Health told) {
    note(told);
    return JsonNodeFactory.instance
        .objectNode()
        .put("status", told.ready() ? "ready" : "degraded")
        .put("since", since.toString())
        .put("detail", told.detail());
  }
}

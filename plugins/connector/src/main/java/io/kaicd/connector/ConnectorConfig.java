package io.kaicd.connector;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;

/**
 * How one service reaches its upstream.
 *
 * @param models empty to ask the upstream
 * @param streamUsage whether a stream is asked for its token counts
 */
record ConnectorConfig(
    URI chat,
    URI embeddings,
    URI modelList,
    List<String> models,
    Duration firstByteTimeout,
    Duration idleTimeout,
    boolean streamUsage) {

  /**
   * @param config with the schema's defaults filled in
   * @throws RejectedException {@code service.invalid}
   */
  static ConnectorConfig of(JsonNode config) {
    String base = config.required("baseUrl").asText();
    while (base.endsWith("/")) {
      base = base.substring(0, base.length() - 1);
    }
    JsonNode paths = config.required("paths");
    return new ConnectorConfig(
        uri(base, paths, "chat"),
        uri(base, paths, "embeddings"),
        uri(base, paths, "models"),
        config.path("models").valueStream().map(JsonNode::asText).distinct().toList(),
        duration(config, "firstByteTimeout"),
        duration(config, "idleTimeout"),
        config.required("streamUsage").asBoolean());
  }

  private static URI uri(String base, JsonNode paths, String name) {
    try {
      URI uri = URI.create(base + paths.required(name).asText());
      String scheme = uri.getScheme();
      if (uri.getHost() != null && ("http".equals(scheme) || "https".equals(scheme))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below, without quoting it: an address may hold a password.
    }
    throw ErrorCode.SERVICE_INVALID
        .reject("baseUrl is no http address")
        .withRemedy("Write it as http://host:port/v1")
        .asException();
  }

  private static Duration duration(JsonNode config, String name) {
    try {
      Duration duration = Duration.parse(config.required(name).asText());
      if (duration.isPositive()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Months and years are durations to a schema, but not to a clock.
    }
    throw ErrorCode.SERVICE_INVALID
        .reject(name + " is no positive duration")
        .withRemedy("Write seconds as PT30S, minutes as PT5M")
        .asException();
  }
}

package io.kaicd.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.version.SemVer;
import io.kaicd.spi.Plugin;
import io.kaicd.spi.PluginService;
import io.kaicd.spi.ServiceContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

/** The plugin {@code analytics}. */
public final class AnalyticsPlugin implements Plugin {
  @Override
  public String id() {
    return "analytics";
  }

  @Override
  public SemVer version() {
    return SemVer.of("1.0.0");
  }

  @Override
  public List<JsonNode> definitions() {
    try (InputStream in =
        Objects.requireNonNull(AnalyticsPlugin.class.getResourceAsStream("analytics.json"))) {
      return List.of(Json.parse(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public PluginService start(ServiceContext context) {
    return new AnalyticsService(Clock.systemUTC());
  }
}

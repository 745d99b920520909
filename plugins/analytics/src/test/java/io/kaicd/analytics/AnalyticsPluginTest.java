package io.kaicd.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.spi.Plugin;
import io.kaicd.tck.AbstractPluginTck;
import io.kaicd.tck.Samples;
import java.time.Instant;

class AnalyticsPluginTest extends AbstractPluginTck {
  private static final String DIGEST =
      """
      {"node":"n1","digests":[{"at":"%s","service":"s","capability":"llm_chat","operation":"chat",
       "calls":4,"errorsByCode":{"upstream.cut":%d},"durations":{"40":3,"44":1},"maxMicros":2000,
       "inputTokens":9,"outputTokens":40}]}""";

  @Override
  protected Plugin plugin() {
    return new AnalyticsPlugin();
  }

  @Override
  protected String definition() {
    return "analytics";
  }

  @Override
  protected void samples(Samples samples) {
    samples
        .answers("analytics/summary", "{}")
        .answers(
            "analytics/ingest",
            DIGEST.formatted(Instant.now(), 1),
            output -> assertThat(output.path("digests").asInt()).isEqualTo(1))
        .answers(
            "analytics/summary",
            "{\"window\":\"PT1M\",\"service\":\"s\"}",
            output ->
                assertThat(output.at("/services/0/errorsByCode/upstream.cut").asInt()).isEqualTo(1))
        .refuses("analytics/ingest", DIGEST.formatted(Instant.now(), 5), ErrorCode.INPUT_INVALID)
        .refuses("analytics/summary", "{\"window\":\"PT25H\"}", ErrorCode.INPUT_INVALID)
        .refuses("analytics/summary", "{\"window\":\"P1M\"}", ErrorCode.INPUT_INVALID)
        .refuses("analytics/summary", "{\"window\":\"PT0S\"}", ErrorCode.INPUT_INVALID);
  }
}

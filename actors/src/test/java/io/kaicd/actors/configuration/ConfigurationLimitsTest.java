package io.kaicd.actors.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class ConfigurationLimitsTest {
  @Test
  void what_ships() {
    var config = ConfigFactory.parseResources("reference.conf").resolve();

    assertThat(ConfigurationLimits.of(config))
        .isEqualTo(new ConfigurationLimits(64, 8, 256 * 1024, 16));
    assertThat(config.getConfig("kai.configuration").root().keySet())
        .containsExactlyInAnyOrder("profiles", "chain", "layer-size", "depth");
  }

  @Test
  void each_is_read_under_its_name() {
    var config =
        ConfigFactory.parseString(
            "kai.configuration { profiles = 1, chain = 2, layer-size = 3 B, depth = 4 }");

    assertThat(ConfigurationLimits.of(config)).isEqualTo(new ConfigurationLimits(1, 2, 3, 4));
  }
}

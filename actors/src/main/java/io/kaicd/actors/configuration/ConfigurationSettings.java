package io.kaicd.actors.configuration;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * {@code kai.configuration} of reference.conf.
 *
 * @param settle how long a change waits for the services that it concerns
 * @param recallTimeout how long a question waits that the journal is read for
 */
record ConfigurationSettings(
    ConfigurationLimits limits,
    Duration writeTimeout,
    Duration followEvery,
    Duration settle,
    Duration recallTimeout) {
  static ConfigurationSettings of(Config root) {
    Config config = root.getConfig("kai.configuration");
    return new ConfigurationSettings(
        ConfigurationLimits.of(root),
        config.getDuration("write-timeout"),
        config.getDuration("follow-every"),
        config.getDuration("settle"),
        config.getDuration("recall-timeout"));
  }
}

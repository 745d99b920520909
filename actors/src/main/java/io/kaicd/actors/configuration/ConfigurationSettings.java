package io.kaicd.actors.configuration;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * {@code kai.configuration} of reference.conf.
 *
 * @param settle how long a change waits for the services that it concerns
 * @param late which changes are watched on when it is over
 * @param recallTimeout how long a question waits that the journal is read for
 */
record ConfigurationSettings(
    ConfigurationLimits limits,
    Duration writeTimeout,
    Duration followEvery,
    Duration settle,
    Late late,
    Duration recallTimeout) {
  /**
   * Changes whose writers are answered and that a service has neither taken nor refused.
   *
   * @param watch how long each may still be refused: a drain and a start take no longer
   * @param most how many are watched at once
   */
  record Late(Duration watch, int most) {}

  static ConfigurationSettings of(Config root) {
    Config config = root.getConfig("kai.configuration");
    return new ConfigurationSettings(
        ConfigurationLimits.of(root),
        config.getDuration("write-timeout"),
        config.getDuration("follow-every"),
        config.getDuration("settle"),
        new Late(
            root.getDuration("kai.host.drain-timeout")
                .plus(root.getDuration("kai.host.start-timeout")),
            config.getInt("late-changes")),
        config.getDuration("recall-timeout"));
  }
}

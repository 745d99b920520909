package io.kaicd.actors.registry;

import com.typesafe.config.Config;
import java.time.Duration;

/** {@code kai.registry} of reference.conf. */
public record RegistrySettings(
    Duration writeTimeout,
    Duration followEvery,
    Duration statusPause,
    Duration statusSpread,
    int documentBytes,
    int definitions,
    int services) {

  public static RegistrySettings of(Config root) {
    Config config = root.getConfig("kai.registry");
    return new RegistrySettings(
        config.getDuration("write-timeout"),
        config.getDuration("follow-every"),
        config.getDuration("status-pause"),
        config.getDuration("status-spread"),
        Math.toIntExact(config.getBytes("document-size")),
        config.getInt("definitions"),
        config.getInt("services"));
  }
}

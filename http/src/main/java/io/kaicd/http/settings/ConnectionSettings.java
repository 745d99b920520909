package io.kaicd.http.settings;

import com.typesafe.config.Config;
import java.time.Duration;

/** {@code kai.http.connections}; {@code drain} is in bytes. */
public record ConnectionSettings(
    int max,
    int perAddress,
    boolean countLoopback,
    Duration headDeadline,
    Duration bodyDeadline,
    Duration writeDeadline,
    long drain,
    Duration shutdownGrace) {

  static ConnectionSettings of(Config config) {
    return new ConnectionSettings(
        config.getInt("max"),
        config.getInt("per-address"),
        config.getBoolean("count-loopback"),
        config.getDuration("head-deadline"),
        config.getDuration("body-deadline"),
        config.getDuration("write-deadline"),
        config.getBytes("drain"),
        config.getDuration("shutdown-grace"));
  }
}

package io.kaicd.actors.calls;

import com.typesafe.config.Config;
import java.time.Duration;

/** What {@code kai.calls} says; reference.conf explains each key and has its default. */
public record CallsSettings(
    int mostInFlight,
    int mostPerService,
    int mostStreams,
    int mostRemoteStreams,
    int logSize,
    Duration logTimeout,
    Duration tick,
    Duration digestInterval,
    int messageLimit) {

  /**
   * @param kai the section {@code kai}
   */
  public static CallsSettings of(Config kai) {
    Config at = kai.getConfig("calls");
    return new CallsSettings(
        at.getInt("most-in-flight"),
        at.getInt("most-per-service"),
        at.getInt("most-streams"),
        at.getInt("most-remote-streams"),
        at.getInt("log-size"),
        at.getDuration("log-timeout"),
        at.getDuration("tick"),
        at.getDuration("digest-interval"),
        Math.toIntExact(kai.getBytes("cluster.message-limit")));
  }
}

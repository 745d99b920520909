package io.kaicd.actors.egress;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * {@code kai.egress}, see reference.conf.
 *
 * @param maxHead in bytes
 * @param maxInFlight of a service whose own configuration has no {@code maxInFlight}
 */
public record EgressSettings(
    Duration connectTimeout,
    int maxHead,
    int maxIdlePerService,
    Duration keepAlive,
    Duration unreadTimeout,
    int maxInFlight,
    int resolverThreads) {

  public static EgressSettings of(Config root) {
    Config egress = root.getConfig("kai.egress");
    return new EgressSettings(
        egress.getDuration("connect-timeout"),
        Math.toIntExact(egress.getBytes("max-head")),
        egress.getInt("max-idle-per-service"),
        egress.getDuration("keep-alive"),
        egress.getDuration("unread-timeout"),
        egress.getInt("max-in-flight"),
        egress.getInt("resolver-threads"));
  }
}

package io.kaicd.actors.host;

import com.typesafe.config.Config;
import java.time.Duration;

/** What {@code kai.host} says; reference.conf explains each key and has its default. */
public record HostSettings(
    int threads,
    Duration threadKeepAlive,
    Duration stuckGrace,
    int mostAbandoned,
    Duration startTimeout,
    Duration healthInterval,
    Duration healthTimeout,
    Duration drainTimeout,
    int heldCalls,
    Duration backOffFirst,
    Duration backOffMost,
    double backOffJitter,
    int crashes,
    Duration crashWindow,
    int breakerFailures,
    Duration breakerPause,
    int breakerDoublings,
    Duration statusInterval,
    int streamWindow,
    Duration streamIdle,
    Duration frameHold,
    int frameBytes,
    int wireLimit) {

  /**
   * @param kai the section {@code kai}
   */
  public static HostSettings of(Config kai) {
    Config at = kai.getConfig("host");
    return new HostSettings(
        at.getInt("threads.most"),
        at.getDuration("threads.keep-alive"),
        at.getDuration("threads.stuck-grace"),
        at.getInt("threads.most-abandoned"),
        at.getDuration("start-timeout"),
        at.getDuration("health.interval"),
        at.getDuration("health.timeout"),
        at.getDuration("drain-timeout"),
        at.getInt("held-calls"),
        at.getDuration("back-off.first"),
        at.getDuration("back-off.most"),
        at.getDouble("back-off.jitter"),
        at.getInt("quarantine.crashes"),
        at.getDuration("quarantine.within"),
        at.getInt("breaker.failures"),
        at.getDuration("breaker.pause"),
        at.getInt("breaker.doublings"),
        at.getDuration("status-interval"),
        at.getInt("streams.window"),
        at.getDuration("streams.idle"),
        at.getDuration("streams.frame-hold"),
        Math.toIntExact(at.getBytes("streams.frame-bytes")),
        Math.toIntExact(kai.getBytes("cluster.message-limit")));
  }

  FrameStream.Shape localFrames() {
    return new FrameStream.Shape(streamWindow, 0, 0, streamIdle.toNanos());
  }

  FrameStream.Shape remoteFrames() {
    return new FrameStream.Shape(
        streamWindow, frameHold.toNanos(), frameBytes, streamIdle.toNanos());
  }
}

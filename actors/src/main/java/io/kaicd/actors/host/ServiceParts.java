package io.kaicd.actors.host;

import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * What the parts of one service's entity share. They run on the entity's thread alone.
 *
 * @param id the service's
 */
record ServiceParts(
    String id,
    HostParts host,
    ActorContext<ServiceEntity.Message> actor,
    TimerScheduler<ServiceEntity.Message> timers) {
  HostSettings settings() {
    return host.settings();
  }
}

package io.kaicd.actors.journal;

import io.kaicd.message.StreamProtocol.Feed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/** The views that follow, by node. One that has not said so for a while is forgotten. */
final class Followers {
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final Map<String, Follower> byNode = new HashMap<>();

  private record Follower(ActorRef<Feed> ref, Instant heard) {}

  void heard(String node, ActorRef<Feed> ref, Instant now) {
    byNode.put(node, new Follower(ref, now));
  }

  void tell(Feed feed, Instant now) {
    byNode.values().removeIf(f -> f.heard().plus(SILENCE).isBefore(now));
    byNode.values().forEach(f -> f.ref().tell(feed));
  }
}

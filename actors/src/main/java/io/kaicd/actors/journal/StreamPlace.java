package io.kaicd.actors.journal;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * Where the entities of all streams live: on one of the nodes that decide, which has their anchors
 * and the space for them in its data folder.
 */
public record StreamPlace(
    ActorSystem<?> system, Path dataFolder, SpaceGuard space, Clock clock, Duration patience) {
  /** The cluster role of the nodes that keep streams. */
  public static final String DECIDES = "decides";

  public static StreamPlace of(ActorSystem<?> system, Path dataFolder) {
    Config registry = system.settings().config().getConfig("kai.registry");
    SpaceGuard space = new SpaceGuard(dataFolder, registry.getBytes("minimum-free"));
    Duration patience = registry.getDuration("write-timeout").multipliedBy(4).dividedBy(5);
    return new StreamPlace(system, dataFolder, space, Clock.systemUTC(), patience);
  }

  /**
   * @param onBroken told when the journal does not hold
   */
  public StreamGround ground(EventStream<?, ?> stream, Consumer<BrokenJournal> onBroken) {
    return new StreamGround(
        new Anchor(dataFolder.resolve("anchors"), stream.name()), space, clock, patience, onBroken);
  }

  /**
   * @return for commands from this node, wherever the entity is
   */
  public <C> ActorRef<C> start(EventStream<?, ?> stream, Behavior<C> entity) {
    return ClusterSingleton.get(system)
        .init(
            SingletonActor.of(entity, "kai-" + stream.name())
                .withSettings(ClusterSingletonSettings.create(system).withRole(DECIDES)));
  }
}

package io.kaicd.actors.journal;

import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * Where the entities of all streams live: on one of the nodes that decide, which has their anchors
 * and the space for them in its data folder.
 */
public record StreamPlace(ActorSystem<?> system, Path dataFolder, SpaceGuard space, Clock clock) {
  /** The cluster role of the nodes that keep streams. */
  public static final String DECIDES = "decides";

  public static StreamPlace of(ActorSystem<?> system, Path dataFolder) {
    long minimumFree = system.settings().config().getBytes("kai.registry.minimum-free");
    return new StreamPlace(
        system, dataFolder, new SpaceGuard(dataFolder, minimumFree), Clock.systemUTC());
  }

  /**
   * @param onBroken told when the journal does not hold
   */
  public StreamGround ground(EventStream<?, ?> stream, Consumer<BrokenJournal> onBroken) {
    return new StreamGround(
        new Anchor(dataFolder.resolve("anchors"), stream.name()), space, clock, onBroken);
  }

  public <C> ActorRef<C> start(EventStream<?, ?> stream, Behavior<C> entity) {
    return start(stream, entity, Props.empty());
  }

  /**
   * @param props what the entity is run by
   * @return for commands from this node, wherever the entity is
   */
  public <C> ActorRef<C> start(EventStream<?, ?> stream, Behavior<C> entity, Props props) {
    return ClusterSingleton.get(system)
        .init(
            SingletonActor.of(entity, "kai-" + stream.name())
                .withProps(props)
                .withSettings(ClusterSingletonSettings.create(system).withRole(DECIDES)));
  }
}

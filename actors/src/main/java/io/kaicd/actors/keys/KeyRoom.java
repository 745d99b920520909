package io.kaicd.actors.keys;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.journal.Anchor;
import io.kaicd.actors.journal.SpaceGuard;
import io.kaicd.actors.journal.StreamGround;
import io.kaicd.actors.registry.RegistryRoom;
import io.kaicd.actors.registry.RegistrySettings;
import io.kaicd.contract.key.Keys;
import io.kaicd.message.KeyProtocol;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * The keys of a node, put together. The entity runs where the registry's does.
 *
 * @param ready completes with the first state; fails with {@link
 *     io.kaicd.actors.journal.BrokenJournal} when this node's journal does not hold
 */
public record KeyRoom(Keys keys, KeysInForce inForce, CompletionStage<Boolean> ready) {
  /**
   * @param dataFolder where the anchor is kept and space is looked for
   */
  public static KeyRoom start(ActorSystem<?> system, NodeIdentity node, Path dataFolder) {
    RegistrySettings settings = RegistrySettings.of(system.settings().config());
    CompletableFuture<Boolean> ready = new CompletableFuture<>();
    StreamGround ground =
        new StreamGround(
            new Anchor(dataFolder.resolve("anchors"), KeyStream.STREAM.name()),
            new SpaceGuard(dataFolder, settings.minimumFreeBytes()),
            Clock.systemUTC(),
            ready::completeExceptionally);
    ActorRef<KeyProtocol.Command> proxy =
        ClusterSingleton.get(system)
            .init(
                SingletonActor.of(KeyEntity.create(ground), "kai-keys")
                    .withSettings(
                        ClusterSingletonSettings.create(system).withRole(RegistryRoom.DECIDES)));
    ClusterKeys keys =
        new ClusterKeys(
            system,
            node.id(),
            proxy,
            settings.writeTimeout(),
            settings.followEvery(),
            Clock.systemUTC());
    var _ = keys.first().thenAccept(ready::complete);
    return new KeyRoom(keys, keys, ready);
  }
}

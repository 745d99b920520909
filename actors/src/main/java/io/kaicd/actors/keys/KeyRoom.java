package io.kaicd.actors.keys;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.journal.StreamPlace;
import io.kaicd.actors.registry.RegistrySettings;
import io.kaicd.contract.key.Keys;
import io.kaicd.message.KeyProtocol;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

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
    StreamPlace place = StreamPlace.of(system, dataFolder);
    ActorRef<KeyProtocol.Command> proxy =
        place.start(
            KeyStream.STREAM,
            KeyEntity.create(place.ground(KeyStream.STREAM, ready::completeExceptionally)));
    ClusterKeys keys =
        new ClusterKeys(
            system,
            node.id(),
            proxy,
            settings.writeTimeout(),
            settings.followEvery(),
            place.clock());
    var _ = keys.first().thenAccept(ready::complete);
    return new KeyRoom(keys, keys, ready);
  }
}

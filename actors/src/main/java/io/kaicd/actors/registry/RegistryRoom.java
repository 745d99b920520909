package io.kaicd.actors.registry;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.journal.StreamPlace;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.version.SemVer;
import io.kaicd.message.RegistryProtocol;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;

/**
 * The registry of a node, put together. The entity runs on one of the nodes with the cluster role
 * {@code decides}.
 *
 * @param registry for the node's other rooms
 * @param schemas of what its definitions may be configured with, for the node's other rooms
 * @param ready completes with the first complete view; fails with {@link
 *     io.kaicd.actors.journal.BrokenJournal} when this node's journal does not hold
 */
public record RegistryRoom(
    NodeRegistry registry, ConfigSchemas schemas, CompletionStage<RegistryView> ready) {
  /**
   * @param plugins the versions of the plugins that this node has, by id
   * @param dataFolder where the anchor is kept and space is looked for
   */
  public static RegistryRoom start(
      ActorSystem<?> system,
      ContractCatalog catalog,
      Map<String, SemVer> plugins,
      NodeIdentity node,
      Path dataFolder) {
    RegistrySettings settings = RegistrySettings.of(system.settings().config());
    StreamPlace place = StreamPlace.of(system, dataFolder);
    CompletableFuture<RegistryView> ready = new CompletableFuture<>();
    ConfigSchemas schemas = new ConfigSchemas();
    RegistryDecider decider =
        new RegistryDecider(
            new Fitness(catalog, plugins),
            new RegistryDecider.RegistryLimits(
                settings.documentBytes(), settings.definitions(), settings.services()),
            schemas);
    Behavior<RegistryProtocol.Command> entity =
        RegistryEntity.create(
            decider, place.ground(RegistryStream.STREAM, ready::completeExceptionally));
    ActorRef<RegistryProtocol.Command> proxy = place.start(RegistryStream.STREAM, entity);
    ClusterRegistry registry = new ClusterRegistry(system, settings, node, proxy);
    var _ = registry.first().thenAccept(ready::complete);
    return new RegistryRoom(registry, schemas, ready);
  }
}

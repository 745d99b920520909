package io.kaicd.actors.registry;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.journal.Anchor;
import io.kaicd.actors.journal.SpaceGuard;
import io.kaicd.actors.journal.StreamGround;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.version.SemVer;
import io.kaicd.message.RegistryProtocol;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * The registry of a node, put together. The entity runs on one of the nodes with the cluster role
 * {@code decides}.
 *
 * @param registry for the node's other rooms
 * @param ready completes with the first complete view; fails with {@link
 *     io.kaicd.actors.journal.BrokenJournal} when this node's journal does not hold
 */
public record RegistryRoom(NodeRegistry registry, CompletionStage<RegistryView> ready) {
  public static final String DECIDES = "decides";

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
    CompletableFuture<RegistryView> ready = new CompletableFuture<>();
    RegistryDecider decider =
        new RegistryDecider(
            new Fitness(catalog, plugins),
            new RegistryDecider.RegistryLimits(
                settings.documentBytes(), settings.definitions(), settings.services()));
    Behavior<RegistryProtocol.Command> entity =
        RegistryEntity.create(
            decider,
            new StreamGround(
                new Anchor(dataFolder.resolve("anchors"), RegistryStream.STREAM.name()),
                new SpaceGuard(dataFolder, settings.minimumFreeBytes()),
                Clock.systemUTC(),
                ready::completeExceptionally));
    ActorRef<RegistryProtocol.Command> proxy =
        ClusterSingleton.get(system)
            .init(
                SingletonActor.of(entity, "kai-registry")
                    .withSettings(ClusterSingletonSettings.create(system).withRole(DECIDES)));
    ClusterRegistry registry = new ClusterRegistry(system, settings, node, proxy);
    var _ = registry.first().thenAccept(ready::complete);
    return new RegistryRoom(registry, ready);
  }
}

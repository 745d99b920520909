package io.kaicd.actors.configuration;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.journal.Replay;
import io.kaicd.actors.journal.StreamPlace;
import io.kaicd.actors.registry.ConfigSchemas;
import io.kaicd.actors.registry.NodeRegistry;
import io.kaicd.contract.configuration.Configuration;
import io.kaicd.message.ConfigurationProtocol;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;

/**
 * The configuration of a node, put together. The entity runs where the registry's does.
 *
 * @param configured the registry, with each service as it is configured on this node
 * @param ready completes with the first state; fails with {@link
 *     io.kaicd.actors.journal.BrokenJournal} when this node's journal does not hold
 */
public record ConfigurationRoom(
    Configuration configuration, NodeRegistry configured, CompletionStage<?> ready) {

  /**
   * @param environment the node's own layer, see {@link NodeLayer}
   * @param dataFolder where the anchor is kept and space is looked for
   */
  public static ConfigurationRoom start(
      ActorSystem<?> system,
      NodeRegistry registry,
      ConfigSchemas configSchemas,
      NodeIdentity node,
      Map<String, String> environment,
      Path dataFolder) {
    ConfigurationSettings settings = ConfigurationSettings.of(system.settings().config());
    StreamPlace place = StreamPlace.of(system, dataFolder);
    CompletableFuture<Void> ready = new CompletableFuture<>();
    ServiceSchemas schemas = new ServiceSchemas(configSchemas);
    Behavior<ConfigurationProtocol.Command> entity =
        ConfigurationEntity.create(
            new ConfigurationDecider(settings.limits(), schemas),
            registry::view,
            Replay.of(system),
            place.ground(ConfigurationStream.STREAM, ready::completeExceptionally));
    ActorRef<ConfigurationProtocol.Command> proxy = place.start(ConfigurationStream.STREAM, entity);
    ConfiguredServices services =
        new ConfiguredServices(registry, NodeLayer.of(environment), schemas);
    ClusterConfiguration configuration =
        new ClusterConfiguration(system, settings, node.id(), proxy, services);
    var _ = configuration.first().thenAccept(ready::complete);
    return new ConfigurationRoom(configuration, services, ready);
  }
}

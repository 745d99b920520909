package io.kaicd.actors.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.journal.StreamPlace;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.contract.registry.WriteResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** A node with a registry and nothing else, on a port that is free. */
final class TestNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final ActorSystem<Void> system;
  final RegistryRoom room;

  private TestNode(ActorSystem<Void> system, RegistryRoom room) {
    this.system = system;
    this.room = room;
  }

  /**
   * @param decides whether its journal is the cluster's
   */
  static TestNode start(String id, boolean decides, Path folder) {
    NodeIdentity identity = new NodeIdentity(id, "central", Set.of("disk"));
    List<String> roles = new ArrayList<>(identity.clusterRoles());
    if (decides) {
      roles.add(StreamPlace.DECIDES);
    }
    Config config =
        ConfigFactory.parseMap(
                Map.of(
                    "pekko.cluster.roles",
                    roles,
                    "pekko.persistence.journal.leveldb.dir",
                    folder.resolve("journal").toString()))
            .withFallback(ConfigFactory.load("registry-node"));
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "kai", config);
    RegistryRoom room =
        RegistryRoom.start(system, Samples.CATALOG, Samples.PLUGINS, identity, folder);
    return new TestNode(system, room);
  }

  TestNode joining(TestNode seed) {
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(Cluster.get(seed.system).selfMember().address()));
    return this;
  }

  void ready() throws Exception {
    room.ready().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  WriteResult write(RegistryWrite write) throws Exception {
    return write(write, Samples.PLAIN);
  }

  WriteResult write(RegistryWrite write, WriteOptions options) throws Exception {
    return room.registry()
        .write(write, options)
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Writes, and expects its own view to hold it at once. */
  void written(RegistryWrite write) throws Exception {
    WriteResult result = write(write);
    assertThat(result).isInstanceOf(WriteResult.Written.class);
    assertThat(view().revision()).isGreaterThanOrEqualTo(((WriteResult.Written) result).revision());
  }

  RegistryView view() {
    return room.registry().view();
  }

  /** The first view of which something holds. */
  RegistryView await(Predicate<RegistryView> condition) throws Exception {
    CompletableFuture<RegistryView> found = new CompletableFuture<>();
    room.registry()
        .subscribe(
            view -> {
              if (condition.test(view)) {
                found.complete(view);
              }
            });
    return found.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    ActorTestKit.shutdown(system, PATIENCE);
  }
}

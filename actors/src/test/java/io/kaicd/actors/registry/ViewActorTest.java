package io.kaicd.actors.registry;

import static io.kaicd.actors.registry.Samples.definition;
import static io.kaicd.actors.registry.Samples.install;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.kaicd.actors.cluster.NodeIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewActorTest {
  @TempDir private Path folder;
  private final ActorTestKit kit =
      ActorTestKit.create(
          PersistenceTestKitPlugin.config().withFallback(ConfigFactory.load("registry-node")));

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void a_view_that_could_not_be_made_is_not_the_last() {
    Room room = new Room(kit, folder, 0);
    AtomicBoolean failed = new AtomicBoolean();
    List<Long> shown = new CopyOnWriteArrayList<>();
    kit.spawn(
        ViewActor.create(
            new NodeIdentity("laptop", "central", Set.of()),
            RegistrySettings.of(kit.system().settings().config()),
            room.entity,
            view -> {
              if (failed.compareAndSet(false, true)) {
                throw new IllegalStateException("a bug");
              }
              shown.add(view.revision());
            }));
    var probe = kit.createTestProbe();
    probe.awaitAssert(Duration.ofSeconds(20), () -> assertThat(failed).isTrue());

    room.written(install(definition("1.0.0")));

    probe.awaitAssert(Duration.ofSeconds(20), () -> assertThat(shown).contains(1L));
  }
}

package io.kaicd.actors.registry;

import static io.kaicd.actors.registry.Samples.definition;
import static io.kaicd.actors.registry.Samples.install;
import static io.kaicd.actors.registry.Samples.put;
import static io.kaicd.actors.registry.Samples.service;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.kaicd.actors.journal.Golden;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.SealedSnapshot;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.version.SemVer;
import io.kaicd.message.RegistryProtocol.ServiceEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream begins at its snapshots when they hold, and without them when they do not. */
@SuppressWarnings("NullAway.Init")
class RegistrySnapshotTest {
  @TempDir Path folder;
  private Path snapshots;
  private ActorTestKit kit;

  @BeforeEach
  void start() {
    snapshots = folder.resolve("snapshots");
    kit =
        ActorTestKit.create(
            PersistenceTestKitPlugin.config()
                .withFallback(
                    ConfigFactory.parseMap(
                        Map.of(
                            "pekko.persistence.snapshot-store.plugin",
                            "kai.snapshots",
                            "kai.snapshots.dir",
                            snapshots.toString())))
                .withFallback(ConfigFactory.load("quiet")));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  /** A room with 1,001 records behind it, whose entity is stopped. */
  private Room written() {
    Room room = new Room(kit, folder, 0);
    room.written(install(definition("1.0.0")));
    room.written(put("gpu", service("chat")));
    for (int i = 1; i < 500; i++) {
      room.written(new RegistryWrite.QuarantineService("gpu", "why " + i));
      room.written(new RegistryWrite.ReleaseService("gpu"));
    }
    room.written(new RegistryWrite.QuarantineService("gpu", "the last"));
    return room;
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(snapshots)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Room again(Room before) {
    before.stop();
    return new Room(kit, folder, 0);
  }

  private static ServiceEntry gpu(RegistryState state) {
    return Objects.requireNonNull(state.services().get("gpu"));
  }

  /** What is there after a start; a record more shows that it goes on where it was. */
  private void assertWhole(Room room) {
    // Asked again, as views do: what comes while a stream starts may be lost.
    ServiceEntry gpu =
        kit.createTestProbe().awaitAssert(Duration.ofSeconds(20), () -> gpu(room.state()));
    assertThat(gpu.quarantine()).isEqualTo("the last");
    assertThat(gpu.generation()).isEqualTo(1_001); // made by the second event
    assertThat(room.written(new RegistryWrite.ReleaseService("gpu")).revision()).isEqualTo(1_002);
    assertThat(room.records()).extracting(SealedRecord::seq).contains(1_002L);
    assertThat(room.broken).isNotDone();
  }

  @Test
  void the_last_ones_are_kept_and_recovery_begins_at_the_newest() throws IOException {
    Room room = written();
    RegistryState state = room.state();
    room.stop();

    assertThat(files()).contains("registry-1000.snapshot", "registry-800.snapshot");
    assertThat(files()).hasSizeBetween(3, 4).doesNotContain("registry-200.snapshot");
    SealedSnapshot kept =
        SealedSnapshot.of(Files.readAllBytes(snapshots.resolve("registry-1000.snapshot")));
    assertThat(kept.head().hash()).isEqualTo(room.records().get(999).hash());

    // One that says something else shows that it is what recovery begins at.
    RegistryState other =
        state.apply(
            new RegistryEvent.ServicePut(
                Samples.BY, "tale", gpu(state).spec(), SemVer.of("1.0.0"), 1));
    other = new RegistryState(1_000, other.definitions(), other.services());
    write("registry-1000.snapshot", kept, "registry/1", other);
    assertThat(new Room(kit, folder, 0).state().services()).containsKey("tale");
  }

  private void write(String file, SealedSnapshot like, String manifest, RegistryState state)
      throws IOException {
    byte[] body = RegistryStream.STREAM.states().encode(state);
    Files.write(
        snapshots.resolve(file),
        new SealedSnapshot(like.stream(), like.head(), manifest, body).toBytes());
  }

  @Test
  void one_with_a_flipped_bit_is_passed_over_for_an_older_one() throws IOException {
    Room room = written();
    Path newest = snapshots.resolve("registry-1000.snapshot");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 4;
    Files.write(newest, bytes);

    assertWhole(again(room));

    assertThat(Files.readAllBytes(newest)).isEqualTo(bytes); // for whoever wants to know
  }

  @Test
  void one_that_this_version_does_not_know_is_passed_over_for_the_records() throws IOException {
    Room room = written();
    for (String file : files()) {
      SealedSnapshot kept = SealedSnapshot.of(Files.readAllBytes(snapshots.resolve(file)));
      write(file, kept, "registry/9", RegistryState.EMPTY);
    }

    assertWhole(again(room));
  }

  @Test
  void one_of_another_history_is_passed_over() throws IOException {
    Room room = written();
    Path newest = snapshots.resolve("registry-1000.snapshot");
    SealedSnapshot kept = SealedSnapshot.of(Files.readAllBytes(newest));
    Files.move(newest, snapshots.resolve("registry-1001.snapshot"));

    assertThat(kept.head().seq()).isEqualTo(1_000);
    assertWhole(again(room));
  }

  @Test
  void a_state_keeps_its_bytes() {
    Deciding registry =
        new Deciding().given(install(definition("1.0.0")), put("gpu", service("chat@^1")));
    ServiceEntry gpu = registry.service("gpu");
    // Its generation as that of a service is that an older release made.
    RegistryState state =
        new RegistryState(
            registry.state().revision(),
            registry.state().definitions(),
            Map.of(
                "gpu",
                new ServiceEntry(
                    "gpu", 1, gpu.created(), gpu.spec(), gpu.resolved(), gpu.quarantine())));
    var states = RegistryStream.STREAM.states();

    byte[] golden =
        Golden.check("snapshot/" + states.manifest().replace('/', '-'), states.encode(state));

    RegistryState read = states.decode(states.manifest(), golden);
    assertThat(states.encode(read)).isEqualTo(golden);
    assertThat(read.services()).isEqualTo(state.services());
  }
}

package io.kaicd.actors.registry;

import static io.kaicd.actors.registry.Samples.definition;
import static io.kaicd.actors.registry.Samples.install;
import static io.kaicd.actors.registry.Samples.put;
import static io.kaicd.actors.registry.Samples.service;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.StreamCopy;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.contract.registry.WriteResult.Written;
import io.kaicd.contract.version.SemVer;
import io.kaicd.message.StreamProtocol.Change;
import io.kaicd.message.StreamProtocol.Changes;
import io.kaicd.message.StreamProtocol.Current;
import io.kaicd.message.StreamProtocol.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class RegistryEntityTest {
  @TempDir Path folder;
  private ActorTestKit kit;

  @BeforeEach
  void start() {
    kit =
        ActorTestKit.create(
            PersistenceTestKitPlugin.config().withFallback(ConfigFactory.load("quiet")));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private Room room() {
    return new Room(kit, folder, 0);
  }

  @Test
  void a_write_is_answered_persisted_anchored_and_applied() {
    Room room = room();

    assertThat(room.written(install(definition("1.0.0")))).isEqualTo(new Written(1, 0, true, true));
    assertThat(room.written(put("gpu", service("chat@^1"))))
        .isEqualTo(new Written(2, 2, true, true));

    assertThat(room.records())
        .extracting(SealedRecord::manifest)
        .containsExactly("definition-installed/1", "service-put/2");
    assertThat(RegistryStream.STREAM.events().decode("service-put/2", room.records().get(1).body()))
        .isInstanceOfSatisfying(
            RegistryEvent.ServicePut.class,
            event -> {
              assertThat(event.by()).isEqualTo(Samples.BY);
              assertThat(event.resolved()).isEqualTo(SemVer.of("1.0.0"));
            });
    assertThat(room.anchoredAt(2).hash()).isEqualTo(room.records().get(1).hash());
    assertThat(room.state().services()).containsOnlyKeys("gpu");
  }

  @Test
  void what_is_refused_unchanged_or_a_dry_run_persists_nothing() {
    Room room = room();
    room.written(install(definition("1.0.0")));

    room.refused(put("gpu", service("chat@^9")), ErrorCode.DEFINITION_UNKNOWN);
    assertThat(room.written(install(definition("1.0.0"))).changed()).isFalse();
    var dry = new WriteOptions(Caller.HOST, Precondition.NONE, true);
    assertThat(room.write(put("gpu", service("chat")), dry))
        .isEqualTo(new Written(2, 2, true, true));

    assertThat(room.records()).hasSize(1);
    assertThat(room.state().services()).isEmpty();
  }

  @Test
  void a_full_disk_refuses_before_anything_is_written() {
    Room room = new Room(kit, folder, Long.MAX_VALUE);

    room.refused(install(definition("1.0.0")), ErrorCode.STORAGE_FULL);

    assertThat(room.records()).isEmpty();
    assertThat(room.anchor.read().seq()).isZero();
  }

  @Test
  void a_journal_that_fails_is_said_and_the_next_write_works() {
    Room room = room();
    room.written(install(definition("1.0.0")));
    room.journal.failNextPersisted(Room.STREAM, new IllegalStateException("disk gone"));

    room.refused(put("gpu", service("chat")), ErrorCode.STORAGE_UNAVAILABLE);

    assertThat(room.written(put("gpu", service("chat")))).isEqualTo(new Written(2, 2, true, true));
    assertThat(room.broken).isNotDone();
    assertThat(room.state().services()).containsOnlyKeys("gpu");
  }

  @Test
  void an_entity_that_comes_again_knows_all() {
    Room first = room();
    first.written(install(definition("1.0.0")));
    first.written(put("gpu", service("chat")));
    first.written(new RegistryWrite.QuarantineService("gpu", "why"));
    RegistryState before = first.state();
    first.stop();

    Room again = room();

    assertThat(again.state()).isEqualTo(before);
    assertThat(again.written(new RegistryWrite.ReleaseService("gpu")).revision()).isEqualTo(4);
  }

  @Test
  void a_follower_gets_what_it_lacks_and_then_each_change() {
    Room room = room();
    room.written(install(definition("1.0.0")));
    room.written(put("a", service("chat")));
    room.written(put("b", service("chat")));

    room.follow(1);
    List<Change> changes = new ArrayList<>();
    assertThat(room.fed()).isInstanceOfSatisfying(Changes.class, c -> changes.addAll(c.changes()));
    assertThat(changes).hasSize(2);
    room.follow(3);
    assertThat(room.fed()).isEqualTo(new Current(3));

    room.written(put("c", service("chat")));
    assertThat(room.fed())
        .isInstanceOfSatisfying(
            Changes.class,
            c -> {
              assertThat(c.after()).isEqualTo(3);
              assertThat(c.changes()).hasSize(1);
            });

    room.follow(99); // of another journal than this one
    assertThat(room.fed()).isInstanceOf(Part.class);
  }

  @Test
  void a_large_state_goes_in_pages_that_fit_a_frame() {
    Room room = room();
    for (int i = 0; i < 8; i++) {
      var document = definition("1.0." + i);
      document.withObject("/config/properties/baseUrl").put("description", "x".repeat(200_000));
      room.written(install(document));
    }
    for (int i = 0; i < 8; i++) {
      var document = service("chat");
      document.withObject("/config").put("baseUrl", "y".repeat(200_000));
      room.written(put("s" + i, document));
    }

    room.follow(StreamCopy.NOTHING);
    StreamCopy<RegistryState, RegistryEvent> copy = new StreamCopy<>(RegistryStream.STREAM);
    int pages = 0;
    boolean whole = false;
    while (!whole) {
      Part part = (Part) room.fed();
      assertThat(part.bytes().length).isLessThan(600_000);
      whole = copy.take(part);
      pages++;
    }
    assertThat(pages).isGreaterThanOrEqualTo(4);
    assertThat(copy.state().services()).hasSize(8);
    assertThat(copy.state().definitions().get("chat")).hasSize(8);

    room.follow(0);
    assertThat(((Changes) room.fed()).changes()).hasSizeLessThan(4);
  }
}

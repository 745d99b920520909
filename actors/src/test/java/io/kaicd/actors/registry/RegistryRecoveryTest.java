package io.kaicd.actors.registry;

import static io.kaicd.actors.registry.Samples.definition;
import static io.kaicd.actors.registry.Samples.install;
import static io.kaicd.actors.registry.Samples.put;
import static io.kaicd.actors.registry.Samples.service;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.contract.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that was tampered with, or that lost something, is refused by name. */
@SuppressWarnings("NullAway.Init")
class RegistryRecoveryTest {
  @TempDir Path folder;
  private ActorTestKit kit;
  private List<SealedRecord> records = List.of();

  @BeforeEach
  void given_a_journal_of_three_records() {
    kit =
        ActorTestKit.create(
            PersistenceTestKitPlugin.config().withFallback(ConfigFactory.load("quiet")));
    Room room = new Room(kit, folder, 0);
    room.written(install(definition("1.0.0")));
    room.written(put("a", service("chat")));
    room.written(put("b", service("chat")));
    records = room.records();
    room.stop();
    room.journal.clearByPersistenceId(Room.STREAM);
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private Room on(List<SealedRecord> journal) {
    org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit.create(kit.system())
        .persistForRecovery(Room.STREAM, new ArrayList<>(journal));
    return new Room(kit, folder, 0);
  }

  private void refused(List<SealedRecord> journal, String why) throws Exception {
    Room room = on(journal);

    assertThat(room.broken.get(10, TimeUnit.SECONDS)).hasMessageContaining(why);
    var rejection = room.refused(put("c", service("chat")), ErrorCode.STORAGE_UNAVAILABLE);
    assertThat(rejection.message()).contains(why);
    assertThat(room.records()).hasSameSizeAs(journal);
  }

  @Test
  void the_whole_one_is_taken() {
    Room room = on(records);

    assertThat(room.state().services()).containsOnlyKeys("a", "b");
    assertThat(room.broken).isNotDone();
  }

  @Test
  void a_flipped_byte() throws Exception {
    SealedRecord second = records.get(1);
    byte[] body = second.body().clone();
    body[body.length / 2] ^= 1;
    SealedRecord flipped =
        new SealedRecord(
            second.stream(),
            second.seq(),
            second.previous(),
            second.hash(),
            second.manifest(),
            body);

    refused(List.of(records.get(0), flipped, records.get(2)), "'registry' is broken at record 2");
  }

  @Test
  void records_out_of_order() throws Exception {
    refused(
        List.of(records.get(0), records.get(2), records.get(1)),
        "'registry' is broken at record 2");
  }

  @Test
  void a_missing_record() throws Exception {
    refused(List.of(records.get(0), records.get(2)), "'registry' is broken at record 2");
  }

  @Test
  void a_lost_tail() throws Exception {
    refused(
        List.of(records.get(0), records.get(1)),
        "'registry' is broken at record 3: missing; the anchor knows of 3");
  }

  @Test
  void a_lost_journal() throws Exception {
    refused(List.of(), "'registry' is broken at record 1: missing; the anchor knows of 3");
  }

  @Test
  void another_history_of_the_same_length() throws Exception {
    List<SealedRecord> other = new ArrayList<>();
    Head head = Head.NONE;
    for (SealedRecord record : records) {
      RegistryEvent event = new RegistryEvent.ServiceRemoved(Samples.BY, "x" + record.seq());
      SealedRecord forged =
          SealedRecord.seal(
              head,
              Room.STREAM,
              RegistryStream.STREAM.events().manifest(event),
              RegistryStream.STREAM.events().encode(event));
      head = forged.follows(Room.STREAM, head);
      other.add(forged);
    }

    refused(other, "'registry' is broken at record 3: another record than the anchor knows of");
  }

  @Test
  void a_record_of_an_event_that_this_version_does_not_know() throws Exception {
    SealedRecord third = records.get(2);
    SealedRecord later =
        SealedRecord.seal(
            new Head(3, third.hash()), Room.STREAM, "service-renamed/1", new byte[] {1});

    List<SealedRecord> journal = new ArrayList<>(records);
    journal.add(later);
    refused(journal, "'registry' is broken at record 4: an event of an unknown type");
  }

  @Test
  void an_anchor_that_cannot_be_read() throws Exception {
    Files.writeString(folder.resolve("anchors").resolve(Room.STREAM), "not an anchor");

    refused(records, "its anchor");
  }

  @Test
  void a_journal_ahead_of_its_anchor_is_taken_and_the_anchor_moved() {
    // As after a crash between journal and anchor, or after another node has kept the stream.
    Room before = on(records);
    before.anchor.write(new Head(1, records.get(0).hash()));
    before.stop();
    before.journal.clearByPersistenceId(Room.STREAM);

    Room room = on(records);

    assertThat(room.state().revision()).isEqualTo(3);
    assertThat(room.anchoredAt(3).seq()).isEqualTo(3);
    assertThat(room.written(put("c", service("chat"))).revision()).isEqualTo(4);
  }
}

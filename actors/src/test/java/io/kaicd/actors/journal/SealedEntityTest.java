package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.kaicd.actors.journal.Notes.Noted;
import io.kaicd.actors.journal.Notes.Write;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a writer is told when its change is not made, or nobody knows whether it was. */
@SuppressWarnings("NullAway.Init")
class SealedEntityTest {
  @TempDir Path folder;
  private ActorTestKit kit;
  private PersistenceTestKit journal;
  private TestProbe<Object> writer;
  private ActorRef<Write> entity;

  @BeforeEach
  void start() {
    kit =
        ActorTestKit.create(
            PersistenceTestKitPlugin.config().withFallback(ConfigFactory.load("quiet")));
    journal = PersistenceTestKit.create(kit.system());
    writer = kit.createTestProbe();
    StreamGround ground =
        new StreamGround(
            new Anchor(folder, Notes.NAME),
            new SpaceGuard(folder, 0),
            Clock.systemUTC(),
            broken -> {});
    entity =
        kit.spawn(
            Behaviors.setup(
                own ->
                    new Notes.Entity<>(
                        own, Notes.STREAM, ground, text -> new Noted(text, "owner"))));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private Object told(String text) {
    entity.tell(new Write(text, writer.ref()));
    return writer.receiveMessage();
  }

  private Rejection refused(String text) {
    return (Rejection) told(text);
  }

  @Test
  void after_a_failure_it_is_not_known_whether_the_change_was_made() {
    journal.failNextPersisted(Notes.NAME, new IllegalStateException("no answer in time"));

    Rejection refusal = refused("a");

    assertThat(refusal.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
    assertThat(refusal.message()).contains("not known whether");
    assertThat(refusal.remedy()).contains("Read the resource");
  }

  @Test
  void a_rejected_change_was_not_made() {
    journal.rejectNextPersisted(Notes.NAME, new IllegalStateException("not that one"));

    assertThat(refused("a").message()).contains("did not take the change");
  }

  @Test
  void what_could_not_be_read_back_is_refused_and_the_stream_goes_on() {
    assertThat(refused("a".repeat(SealedRecord.MOST_BODY)).code())
        .isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
    assertThat(refused("does not apply").code()).isEqualTo(ErrorCode.INTERNAL);

    assertThat(((Notes.All) told("b")).notes()).hasSize(1);
    assertThat(journal.persistedInStorage(Notes.NAME)).hasSize(1);
  }
}

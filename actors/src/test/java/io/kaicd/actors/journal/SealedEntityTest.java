package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.kaicd.actors.journal.Notes.Noted;
import io.kaicd.actors.journal.Notes.Write;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
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
            Duration.ofSeconds(20),
            broken -> {});
    entity =
        kit.spawn(
            StreamGuardian.create(
                Notes.NAME,
                Write.class,
                ground,
                (context, own) ->
                    new Notes.Entity<>(
                        context, Notes.STREAM, own, text -> new Noted(text, "owner")),
                (write, why) -> write.replyTo().tell(why)));
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

  @Test
  void what_waits_together_is_written_in_one_go_and_each_decided_upon_the_one_before() {
    HeldJournal held = new HeldJournal();
    journal.withPolicy(held);

    held.whileWriting(() -> entity.tell(new Write("first", writer.ref())), this::tellThree);

    assertThat(notesTold(4)).containsExactly(1, 2, 3, 4);
    assertThat(held.written).containsExactly(1, 3);
  }

  @Test
  void what_is_too_much_for_one_go_is_written_in_several() {
    HeldJournal held = new HeldJournal();
    journal.withPolicy(held);
    String large = "a".repeat(600_000);

    held.whileWriting(
        () -> entity.tell(new Write("first", writer.ref())),
        () -> {
          for (int i = 0; i < 5; i++) {
            entity.tell(new Write(large, writer.ref()));
          }
        });

    assertThat(notesTold(6)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(held.written).containsExactly(1, 2, 2, 1);
  }

  @Test
  void all_that_a_failed_writing_would_have_answered_is_refused_and_what_waits_is_made() {
    HeldJournal held = new HeldJournal();
    journal.withPolicy(held);
    held.failing = 1;

    held.whileWriting(
        () -> entity.tell(new Write("lost", writer.ref())),
        () -> entity.tell(new Write("", writer.ref())));

    assertThat(((Rejection) writer.receiveMessage()).message()).contains("not known whether");
    assertThat(((Notes.All) writer.receiveMessage()).notes()).isEmpty();
  }

  @Test
  void one_that_cannot_be_made_does_not_take_its_neighbours_along() {
    HeldJournal held = new HeldJournal();
    journal.withPolicy(held);

    held.whileWriting(
        () -> entity.tell(new Write("first", writer.ref())),
        () -> {
          entity.tell(new Write("b", writer.ref()));
          entity.tell(new Write("does not apply", writer.ref()));
          entity.tell(new Write("", writer.ref()));
          entity.tell(new Write("c", writer.ref()));
        });

    assertThat(((Notes.All) writer.receiveMessage()).notes()).hasSize(1);
    assertThat(((Notes.All) writer.receiveMessage()).notes()).hasSize(2);
    assertThat(((Rejection) writer.receiveMessage()).code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(((Notes.All) writer.receiveMessage()).notes()).hasSize(2);
    assertThat(((Notes.All) writer.receiveMessage()).notes()).hasSize(3);
    assertThat(held.written).containsExactly(1, 2);
  }

  @Test
  void an_answer_that_fails_is_one_answer_less() {
    HeldJournal held = new HeldJournal();
    journal.withPolicy(held);

    held.whileWriting(
        () -> entity.tell(new Write("first", writer.ref())),
        () -> {
          entity.tell(new Write("no answer", writer.ref()));
          entity.tell(new Write("b", writer.ref()));
        });

    assertThat(notesTold(2)).containsExactly(1, 3);
    assertThat(((Notes.All) told("c")).notes()).as("and the stream goes on").hasSize(4);
  }

  @Test
  void whoever_is_not_answered_when_the_stream_stops_is_told_so() {
    HeldJournal held = new HeldJournal();
    journal.withPolicy(held);

    held.whileWriting(() -> entity.tell(new Write("first", writer.ref())), () -> kit.stop(entity));

    assertThat(((Rejection) writer.receiveMessage()).message()).contains("not known whether");
  }

  private void tellThree() {
    for (String text : List.of("a", "b", "c")) {
      entity.tell(new Write(text, writer.ref()));
    }
  }

  private List<Integer> notesTold(int answers) {
    return IntStream.range(0, answers)
        .mapToObj(i -> ((Notes.All) writer.receiveMessage()).notes().size())
        .toList();
  }
}

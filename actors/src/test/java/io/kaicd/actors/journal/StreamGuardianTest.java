package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.kaicd.contract.error.Rejection;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class StreamGuardianTest {
  @TempDir Path folder;
  private ActorTestKit kit;
  private TestProbe<Guarded<String>> starts;
  private TestProbe<List<String>> batches;
  private TestProbe<String> refused;
  private ActorRef<String> guardian;

  @BeforeEach
  void start() {
    kit = ActorTestKit.create(ConfigFactory.load("quiet"));
    starts = kit.createTestProbe();
    batches = kit.createTestProbe();
    refused = kit.createTestProbe();
    StreamGround ground = ground(Duration.ofSeconds(20));
    guardian =
        kit.spawn(
            StreamGuardian.create(
                "s", String.class, ground, (context, own) -> entity(own), this::refuse));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private StreamGround ground(Duration patience) {
    return new StreamGround(
        new Anchor(folder, "s"),
        new SpaceGuard(folder, 0),
        Clock.systemUTC(),
        patience,
        gone -> {});
  }

  private void refuse(String command, Rejection why) {
    refused.ref().tell(command + ": " + why.message());
  }

  /** An entity that says what it is told, and no more. */
  private Behavior<Batch<String>> entity(Guarded<String> own) {
    starts.ref().tell(own);
    return Behaviors.receiveMessage(
        batch -> {
          batches.ref().tell(batch.commands());
          return batch.commands().contains("end") ? Behaviors.stopped() : Behaviors.same();
        });
  }

  private static void ready(Guarded<String> entity) {
    entity.guardian().tell(new Guarded.Ready());
  }

  @Test
  void what_comes_while_the_entity_is_busy_goes_to_it_together_and_in_order() {
    Guarded<String> entity = starts.receiveMessage();
    guardian.tell("a");
    guardian.tell("b");
    batches.expectNoMessage(Duration.ZERO); // it has not recovered

    ready(entity);
    batches.expectMessage(List.of("a", "b"));
    guardian.tell("c");
    entity.front().tell("d");
    guardian.tell("e");
    ready(entity);
    batches.expectMessage(List.of("c", "d", "e"));
  }

  @Test
  void no_more_than_a_hundred_go_together() {
    Guarded<String> entity = starts.receiveMessage();
    IntStream.range(0, 130).forEach(i -> guardian.tell("c" + i));

    ready(entity);
    List<String> all = new ArrayList<>(batches.receiveMessage());
    assertThat(all).hasSize(100);
    ready(entity);
    all.addAll(batches.receiveMessage());

    assertThat(all).isEqualTo(IntStream.range(0, 130).mapToObj(i -> "c" + i).toList());
  }

  @Test
  void what_waits_for_an_entity_that_ends_goes_to_the_next_one() {
    Guarded<String> first = starts.receiveMessage();
    ready(first);
    guardian.tell("end");
    batches.expectMessage(List.of("end"));
    guardian.tell("a");

    Guarded<String> second = starts.receiveMessage();
    guardian.tell("b");
    ready(second);

    batches.expectMessage(List.of("a", "b"));
  }

  @Test
  void what_waited_longer_than_its_asker_does_is_refused_and_not_made() {
    StreamGround impatience = ground(Duration.ofMillis(50));
    ActorRef<String> impatient =
        kit.spawn(
            StreamGuardian.create(
                "t", String.class, impatience, (context, own) -> entity(own), this::refuse));
    starts.receiveMessage(); // the first guardian's
    Guarded<String> entity = starts.receiveMessage();
    impatient.tell("a");
    refused.expectMessage("a: the journal is away or behind; nothing was made");

    ready(entity);
    impatient.tell("b");

    assertThat(batches.receiveMessage()).isEqualTo(List.of("b"));
  }

  @Test
  void no_more_than_a_thousand_wait() {
    starts.receiveMessage();
    fill(guardian);
  }

  private void fill(ActorRef<String> guardian) {
    IntStream.range(0, 1_000).forEach(i -> guardian.tell("c" + i));
    guardian.tell("one more");

    refused.expectMessage("one more: the journal is away or behind, and 1000 changes wait");
  }

  @Test
  void what_waits_is_refused_when_the_journal_does_not_hold_or_the_node_stops() {
    Guarded<String> entity = starts.receiveMessage();
    guardian.tell("a");
    entity.guardian().tell(new Guarded.Broken(new BrokenJournal("s", 7, "a bit")));
    assertThat(refused.receiveMessage()).startsWith("a: ").contains("7").contains("a bit");
    guardian.tell("b");
    assertThat(refused.receiveMessage()).startsWith("b: ").contains("a bit");

    ActorRef<String> other =
        kit.spawn(
            StreamGuardian.create(
                "t", String.class, entity.ground(), (context, own) -> entity(own), this::refuse));
    starts.receiveMessage();
    fill(other); // so that all of it has come, which a stop would overtake
    kit.stop(other);
    assertThat(refused.receiveMessage()).startsWith("c0: ").contains("stops");
  }

  @Test
  void a_stream_that_recovered_in_between_is_started_again_after_the_first_pause() {
    TestProbe<String> started = kit.createTestProbe();
    ActorRef<String> failing =
        kit.spawn(
            StreamGuardian.create(
                "s",
                String.class,
                starts.receiveMessage().ground(),
                (context, own) -> thrice(started.ref(), own),
                this::refuse));
    for (int failures = 0; failures < 4; failures++) { // pauses of 200, 400 and 800 ms
      started.expectMessage("start");
    }

    failing.tell("end");
    long ended = System.nanoTime();
    started.expectMessage("start");

    assertThat(Duration.ofNanos(System.nanoTime() - ended))
        .as("not after 1,600 ms")
        .isLessThan(Duration.ofMillis(1_500));
  }

  private int failures;

  /** An entity that does not recover, three times. */
  private Behavior<Batch<String>> thrice(ActorRef<String> started, Guarded<String> own) {
    started.tell("start");
    if (failures++ < 3) {
      return Behaviors.stopped();
    }
    ready(own);
    return Behaviors.receiveMessage(batch -> Behaviors.stopped());
  }
}

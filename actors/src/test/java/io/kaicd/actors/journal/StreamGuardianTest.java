package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamGuardianTest {
  @TempDir private Path folder;

  @Test
  void a_stream_that_recovered_in_between_is_started_again_after_the_first_pause() {
    ActorTestKit kit = ActorTestKit.create(ConfigFactory.load("quiet"));
    try {
      TestProbe<String> starts = kit.createTestProbe();
      StreamGround ground =
          new StreamGround(
              new Anchor(folder, "s"), new SpaceGuard(folder, 0), Clock.systemUTC(), gone -> {});
      ActorRef<String> guardian =
          kit.spawn(
              StreamGuardian.create(
                  "s",
                  String.class,
                  ground,
                  (context, own) -> entity(starts.ref(), own),
                  (command, why) -> {}));
      starts.expectMessage("start");
      for (int failures = 0; failures < 3; failures++) { // pauses of 200, 400 and 800 ms
        guardian.tell("end");
        starts.expectMessage("start");
      }

      guardian.tell("recovered");
      guardian.tell("end");
      long ended = System.nanoTime();
      starts.expectMessage("start");

      assertThat(Duration.ofNanos(System.nanoTime() - ended))
          .as("not after 1,600 ms")
          .isLessThan(Duration.ofMillis(1_500));
    } finally {
      kit.shutdownTestKit();
    }
  }

  private static Behavior<String> entity(ActorRef<String> starts, StreamGround own) {
    starts.tell("start");
    return Behaviors.receiveMessage(
        command -> {
          if (command.equals("recovered")) {
            own.onStarted().run();
            return Behaviors.same();
          }
          return Behaviors.stopped();
        });
  }
}

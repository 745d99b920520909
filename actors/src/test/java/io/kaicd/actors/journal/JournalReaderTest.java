package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.Test;

class JournalReaderTest {
  @Test
  void a_journal_that_does_not_answer_is_waited_for_a_while_and_no_longer() throws Exception {
    ActorTestKit kit = ActorTestKit.create(ConfigFactory.load("quiet"));
    try {
      Source<Integer, ?> one = Source.single(1);
      Source<Integer, ?> stuck = one.concat(Source.never());

      var asked =
          JournalReader.silent(stuck, Duration.ofMillis(100))
              .runWith(Sink.seq(), kit.system())
              .toCompletableFuture();

      assertThatThrownBy(() -> asked.get(20, TimeUnit.SECONDS))
          .hasMessageContaining("storage.unavailable")
          .hasMessageContaining("does not answer");
      assertThat(
              JournalReader.silent(one, Duration.ofSeconds(20))
                  .runWith(Sink.seq(), kit.system())
                  .toCompletableFuture()
                  .get(20, TimeUnit.SECONDS))
          .containsExactly(1);
    } finally {
      kit.shutdownTestKit();
    }
  }
}

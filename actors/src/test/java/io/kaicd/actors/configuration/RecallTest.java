package io.kaicd.actors.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.Replay;
import io.kaicd.actors.registry.ConfigSchemas;
import io.kaicd.contract.configuration.ChangeResult;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.Difference;
import io.kaicd.contract.configuration.History;
import io.kaicd.contract.configuration.Moment;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.message.ConfigurationProtocol.Answer;
import io.kaicd.message.ConfigurationProtocol.Ask;
import io.kaicd.message.ConfigurationProtocol.Between;
import io.kaicd.message.ConfigurationProtocol.Command;
import io.kaicd.message.ConfigurationProtocol.Differences;
import io.kaicd.message.ConfigurationProtocol.Done;
import io.kaicd.message.ConfigurationProtocol.Page;
import io.kaicd.message.ConfigurationProtocol.Untold;
import io.kaicd.message.ConfigurationProtocol.Versions;
import io.kaicd.message.ConfigurationProtocol.Write;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that the state has forgotten, read from a real LevelDB. */
@SuppressWarnings("NullAway.Init")
class RecallTest {
  /** More than the state keeps of one profile: four of these are 1 MiB. */
  private static final int WRITES = 12;

  @TempDir private static Path data;
  private static ActorTestKit kit;
  private static ActorRef<Command> entity;
  private static TestProbe<Done> writer;
  private static TestProbe<Answer> asker;

  @BeforeAll
  static void given_a_profile_with_many_large_versions() {
    kit =
        ActorTestKit.create(
            "recall",
            ConfigFactory.parseMap(
                    Map.of(
                        "pekko.persistence.journal.plugin",
                        "pekko.persistence.journal.leveldb",
                        "pekko.persistence.journal.leveldb.dir",
                        data.resolve("journal").toString(),
                        "pekko.persistence.journal.leveldb.fsync",
                        "off", // no power is cut here
                        "kai.journal.replay",
                        "pekko.persistence.query.journal.leveldb"))
                .withFallback(ConfigFactory.load("quiet")));
    writer = kit.createTestProbe();
    asker = kit.createTestProbe();
    entity =
        kit.spawn(
            ConfigurationEntity.create(
                new ConfigurationDecider(
                    new ConfigurationLimits(10, 4, 500_000, 8),
                    new ServiceSchemas(new ConfigSchemas())),
                () -> Samples.REGISTRY,
                Replay.of(kit.system()),
                Samples.ground(data)));
    for (int i = 1; i <= WRITES; i++) {
      written(
          new ConfigurationWrite.Patch(
              "dev",
              Json.parse(
                  "{\"user\":{\"i\":%d,\"text\":\"%s\"}}".formatted(i, "x".repeat(300_000)))));
      written(new ConfigurationWrite.Patch("prod", Json.parse("{\"user\":{\"i\":" + i + "}}")));
    }
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  private static ChangeResult write(ConfigurationWrite write) {
    entity.tell(new Write(write, Samples.options(Precondition.NONE), writer.ref()));
    return writer.receiveMessage(Duration.ofSeconds(20)).result();
  }

  private static ChangeResult.Written written(ConfigurationWrite write) {
    return (ChangeResult.Written) write(write);
  }

  private static Answer asked(Between between) {
    entity.tell(new Ask(between, asker.ref()));
    return asker.receiveMessage(Duration.ofSeconds(20));
  }

  @Test
  void a_rollback_goes_to_any_version() {
    ChangeResult.Written back = written(new ConfigurationWrite.RollBack("dev", 3));

    assertThat(back.made().getFirst().layer().at("/user/i").asInt()).isEqualTo(2);
    assertThat(back.made().getFirst().version()).isEqualTo(back.revision());
    assertThat(written(new ConfigurationWrite.RollBack("dev", 0)).made().getFirst().layer())
        .isEmpty();
    assertThat(write(new ConfigurationWrite.RollBack("dev", 4))) // another profile's
        .isInstanceOfSatisfying(
            ChangeResult.Refused.class,
            refused ->
                assertThat(refused.rejection().code())
                    .isEqualTo(ErrorCode.PROFILE_VERSION_UNKNOWN));
  }

  @Test
  void a_difference_is_between_any_two_points() {
    Answer versions = asked(new Between("dev", new Moment.AtVersion(1), new Moment.AtVersion(5)));

    assertThat(((Differences) versions).differences())
        .containsExactly(new Difference.Changed("/layer/user/i", Json.parse("1"), Json.parse("3")));
    assertThat(asked(new Between("dev", new Moment.AtVersion(2), new Moment.AtVersion(5))))
        .isInstanceOfSatisfying(
            Untold.class,
            untold -> assertThat(untold.why().code()).isEqualTo(ErrorCode.PROFILE_VERSION_UNKNOWN));
  }

  @Test
  void versions_go_back_to_the_first() {
    List<Long> all = new ArrayList<>();
    long before = 25;
    boolean more = true;
    while (more) {
      entity.tell(new Ask(new Versions("dev", before, 5), asker.ref()));
      History.Versions page = ((Page) asker.receiveMessage(Duration.ofSeconds(20))).versions();
      page.versions().forEach(made -> all.add(made.version()));
      before = all.getLast();
      more = page.more();
    }

    assertThat(all).containsExactly(23L, 21L, 19L, 17L, 15L, 13L, 11L, 9L, 7L, 5L, 3L, 1L, 0L);
  }

  @Test
  void what_does_not_come_to_the_keepers_head_is_refused() throws Exception {
    Replay replay = Replay.of(kit.system());

    assertThat(why(replay, new Head(9_999, new byte[32])))
        .contains("missing; its keeper is further");
    assertThat(why(replay, new Head(3, HexFormat.of().parseHex("11".repeat(32)))))
        .contains("another record than its keeper has");
  }

  private static String why(Replay replay, Head until) throws Exception {
    CompletableFuture<ConfigurationState> read =
        replay.read(ConfigurationStream.STREAM, until, (event, state) -> {}).toCompletableFuture();
    try {
      read.get(20, TimeUnit.SECONDS);
      throw new AssertionError("it was read");
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(RejectedException.class);
      return String.valueOf(e.getMessage());
    }
  }
}

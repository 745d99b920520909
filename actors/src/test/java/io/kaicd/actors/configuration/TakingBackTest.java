package io.kaicd.actors.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.kaicd.actors.journal.Replay;
import io.kaicd.actors.registry.ConfigSchemas;
import io.kaicd.contract.configuration.ChangeResult;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.message.ConfigurationProtocol.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of a change whose writer is answered before its service says what it does with it.
 */
class TakingBackTest {
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  @TempDir private Path data;
  private final ActorTestKit kit =
      ActorTestKit.create(
          PersistenceTestKitPlugin.config().withFallback(ConfigFactory.load("quiet")));
  private final Registry registry = new Registry();
  private final ServiceSchemas schemas = new ServiceSchemas(new ConfigSchemas());
  private final ConfiguredServices services =
      new ConfiguredServices(registry, NodeLayer.NONE, schemas);

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private ClusterConfiguration configuration(Duration settle) throws Exception {
    ActorRef<Command> entity =
        kit.spawn(
            ConfigurationEntity.create(
                new ConfigurationDecider(Samples.LIMITS, schemas),
                registry::view,
                Replay.of(kit.system()),
                Samples.ground(data)));
    ClusterConfiguration configuration =
        new ClusterConfiguration(kit.system(), settings(settle), "here", entity, services);
    configuration.first().get(20, TimeUnit.SECONDS);
    registry.says(Phase.READY, digest(configuration), "", "");
    return configuration;
  }

  private static ConfigurationSettings settings(Duration settle) {
    return new ConfigurationSettings(
        Samples.LIMITS,
        Duration.ofSeconds(10),
        Duration.ofMillis(50),
        settle,
        new ConfigurationSettings.Late(Duration.ofSeconds(60), 1),
        Duration.ofSeconds(10));
  }

  private static ChangeResult changed(ClusterConfiguration configuration, String patch)
      throws Exception {
    return configuration
        .change(
            new ConfigurationWrite.Patch("dev", Json.parse(patch)),
            Samples.options(Precondition.NONE))
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  private static String digest(ClusterConfiguration configuration) {
    return Objects.requireNonNull(configuration.effective().service("box")).digest();
  }

  private static List<String> late(ChangeResult result) {
    assertThat(result).isInstanceOf(ChangeResult.Written.class);
    return ((ChangeResult.Written) result).notes();
  }

  private String reason() {
    return Objects.requireNonNull(services.known().state().profile("dev")).now().by().reason();
  }

  private void awaitWord(ClusterConfiguration configuration, String word) {
    kit.createTestProbe()
        .awaitAssert(
            Duration.ofSeconds(10),
            () -> {
              assertThat(word(configuration)).isEqualTo(word);
              return word;
            });
  }

  private static String word(ClusterConfiguration configuration) {
    return Objects.requireNonNull(configuration.effective().service("box"))
        .value()
        .path("word")
        .asText();
  }

  @Test
  void a_change_is_taken_back_though_it_is_refused_after_the_answer() throws Exception {
    ClusterConfiguration configuration = configuration(AT_ONCE);

    List<String> notes = late(changed(configuration, "{\"services\":{\"box\":{\"word\":\"x\"}}}"));
    late(changed(configuration, "{\"user\":{\"other\":1}}"));
    registry.says(Phase.READY, "sha256:old", digest(configuration), "no such word");

    assertThat(notes).singleElement().asString().contains("box", "here", "not taken it yet");
    awaitWord(configuration, "");
    assertThat(configuration.profiles().own("dev").layer())
        .isEqualTo(Json.parse("{\"user\":{\"other\":1}}"));
    assertThat(reason())
        .contains("version 1 undone", "after its writer was answered", "no such word");
  }

  @Test
  void what_took_it_late_may_fail_later_of_something_else() throws Exception {
    ClusterConfiguration configuration = configuration(AT_ONCE);
    late(changed(configuration, "{\"services\":{\"box\":{\"word\":\"x\"}}}"));
    String taken = digest(configuration);

    registry.says(Phase.READY, taken, "", "");
    registry.says(Phase.BACKING_OFF, "", taken, "it crashed");

    // Its place among those that are watched is free again.
    assertThat(late(changed(configuration, "{\"services\":{\"box\":{\"word\":\"y\"}}}")))
        .singleElement()
        .asString()
        .contains("not taken it yet");
    assertThat(Objects.requireNonNull(services.known().state().profile("dev")).kept())
        .as("nothing was taken back")
        .noneMatch(version -> version.undoes() > 0);
  }

  @Test
  void of_too_many_changes_at_once_the_last_says_that_it_is_not_watched() throws Exception {
    ClusterConfiguration configuration = configuration(AT_ONCE);
    late(changed(configuration, "{\"services\":{\"box\":{\"word\":\"x\"}}}"));

    List<String> notes = late(changed(configuration, "{\"services\":{\"box\":{\"more\":1}}}"));

    assertThat(notes).hasSize(2).last().asString().contains("not taken back");
  }

  @Test
  void the_reason_is_as_long_as_one_may_be_whatever_is_hidden_in_it() throws Exception {
    ClusterConfiguration configuration = configuration(Duration.ofSeconds(10));
    AtomicBoolean once = new AtomicBoolean();
    services.subscribe(
        now -> {
          if (!word(configuration).isEmpty() && once.compareAndSet(false, true)) {
            registry.says(
                Phase.READY,
                "sha256:old",
                digest(configuration),
                "x".repeat(204) + " -----BEGIN PRIVATE KEY-----\nMIIB\n");
          }
        });

    ChangeResult refused = changed(configuration, "{\"services\":{\"box\":{\"word\":\"x\"}}}");

    assertThat(refused)
        .isInstanceOfSatisfying(
            ChangeResult.Refused.class,
            r -> {
              assertThat(r.rejection().code()).isEqualTo(ErrorCode.CONFIGURATION_NOT_TAKEN);
              assertThat(r.rejection().remedy()).contains("as it was before");
            });
    assertThat(word(configuration)).isEmpty();
    assertThat(reason()).hasSizeLessThanOrEqualTo(300).contains("did not take it: xxx");
  }

  /** One service with one replica, which says what a test lets it say. */
  private static final class Registry implements ReadRegistry {
    private final List<Consumer<RegistryView>> listeners = new CopyOnWriteArrayList<>();
    private volatile RegistryView view =
        Samples.registry(Samples.service("box", Samples.OPEN, "{}"));

    void says(Phase phase, String configured, String refused, String problem) {
      ReplicaStatus replica =
          new ReplicaStatus(
              "box",
              "here",
              phase,
              1,
              "closed",
              0,
              0,
              0,
              Map.of(),
              problem.isEmpty() ? null : ErrorCode.PLUGIN_FAILED.reject(problem),
              configured,
              refused);
      view =
          Samples.registry(
              Samples.service("box", Samples.OPEN, "{}").withReplicas(List.of(replica)));
      listeners.forEach(listener -> listener.accept(view));
    }

    @Override
    public RegistryView view() {
      return view;
    }

    @Override
    public void subscribe(Consumer<RegistryView> listener) {
      listeners.add(listener);
      listener.accept(view);
    }
  }
}

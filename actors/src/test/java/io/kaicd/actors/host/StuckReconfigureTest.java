package io.kaicd.actors.host;

import static io.kaicd.actors.trial.TrialNode.output;
import static io.kaicd.actors.trial.TrialRegistry.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.trial.TrialContract;
import io.kaicd.actors.trial.TrialNode;
import io.kaicd.actors.trial.TrialPlugin;
import io.kaicd.actors.trial.TrialRegistry;
import io.kaicd.actors.trial.TrialWay;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.registry.ReplicaStatus;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that does not come back from a new configuration. */
class StuckReconfigureTest {
  private static final ServiceDefinition DEFINITION =
      TrialContract.definition("1.0.0", "\"reconfigure\":\"in-place\"");

  private final TrialRegistry registry = new TrialRegistry();
  private final TrialPlugin plugin = new TrialPlugin();
  private final TrialWay.Source ways = new TrialWay.Source();
  private TrialNode node;

  @BeforeEach
  void start(@TempDir Path folder) {
    node =
        TrialNode.start(
            TrialNode.central("one"),
            registry,
            plugin,
            folder,
            "kai.host.drain-timeout = 300ms",
            null,
            ways);
  }

  @AfterEach
  void stop() {
    plugin.reconfigureGate.release(1_000_000);
    node.close();
  }

  @Test
  void does_not_keep_the_next_one_out() throws Exception {
    // Given
    put("first");
    registry.awaitReplica("s", replica -> replica.phase() == Phase.READY);
    plugin.reconfigureGate.drainPermits();
    // When
    put("stuck");
    assertThat(plugin.reconfiguring.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    // Then it is refused, and its thread given up
    ReplicaStatus kept = registry.awaitReplica("s", replica -> !replica.refused().isEmpty());
    assertThat(kept.observed()).isEqualTo(1);
    assertThat(problem(kept).code()).isEqualTo(ErrorCode.PLUGIN_FAILED);
    assertThat(ways.last().config().path("word").asText()).isEqualTo("first");
    registry.awaitReplica("s", replica -> replica.abandoned() == 1);
    // And what is as it was, or comes next, is taken
    put("first");
    registry.awaitReplica("s", replica -> replica.observed() == 3 && replica.refused().isEmpty());
    plugin.reconfigureGate.release(1_000_000);
    registry.awaitReplica("s", replica -> replica.abandoned() == 0);
    assertThat(ways.last().config().path("word").asText()).isEqualTo("first");
    put("next");
    registry.awaitReplica("s", replica -> replica.observed() == 4);
    assertThat(output(node.ask("s", "word", "")).path("text").asText()).isEqualTo("next");
  }

  private void put(String word) {
    registry.put(
        "s", DEFINITION, "{\"definition\":\"trial\",\"config\":{\"word\":\"%s\"}}".formatted(word));
  }
}

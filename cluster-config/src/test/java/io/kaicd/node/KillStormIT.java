package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 in a storm of writes of everything that a node keeps: a profile, keys, secrets and the
 * vault's own key, definitions, denials, points of a vector store. What was acknowledged is there
 * afterwards, once. {@code -Dkai.storm.rounds=50} runs the whole proof; {@code -Dkai.storm.ready=5}
 * bounds the seconds until the node is ready again. {@link LedgerTest} plants lost and doubled
 * events.
 */
class KillStormIT {
  private static final int ROUNDS = Integer.getInteger("kai.storm.rounds", 5);
  private static final Duration READY_AGAIN =
      Duration.ofSeconds(Integer.getInteger("kai.storm.ready", 60));

  @Test
  void nothing_acknowledged_is_missing_and_nothing_is_doubled(@TempDir Path folder)
      throws Exception {
    Path data = folder.resolve("data");
    Ledger ledger = new Ledger();
    Storm storm =
        new Storm(
            ledger,
            List.of(
                new ConfigurationLoad(ledger),
                new VaultLoad(ledger),
                new DefinitionLoad(ledger),
                new PointLoad()));
    List<Duration> readyAgain = new ArrayList<>();
    Random random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      NodeProcess node = NodeProcess.start(Storm.FLAGS, data);
      try {
        if (round > 0) {
          readyAgain.add(node.readyAfter());
        }
        storm.on(node, 60 + random.nextInt(120), node::kill);
      } finally {
        node.kill();
      }
    }
    try (NodeProcess node = NodeProcess.start(Storm.FLAGS, data)) {
      readyAgain.add(node.readyAfter());
      storm.proveAndStop(node, data);
    }
    System.out.printf(
        "kill storm: %d rounds, acknowledged %s; ready again after %s%n",
        ROUNDS, storm, readyAgain);
    assertThat(readyAgain).allSatisfy(d -> assertThat(d).isLessThan(READY_AGAIN));
  }
}

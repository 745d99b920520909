package io.kaicd.actors.registry;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kaicd.contract.registry.NodeView;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.registry.ReplicaStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What it takes to make a view of many services: {@code ViewBenchmark [services]}. */
public final class ViewBenchmark {
  private static final int ROUNDS = 400;

  private ViewBenchmark() {}

  public static void main(String[] args) {
    int services = args.length == 0 ? 2_000 : Integer.parseInt(args[0]);
    Config config = ConfigFactory.load();
    RegistryDecider decider =
        new RegistryDecider(
            new Fitness(Samples.CATALOG, Samples.PLUGINS),
            new RegistryDecider.RegistryLimits(256 * 1024, 10, services),
            new ConfigSchemas());
    RegistryState state = RegistryState.EMPTY;
    long start = System.nanoTime();
    state = next(decider, state, Samples.install(Samples.definition("1.0.0")));
    for (int i = 0; i < services; i++) {
      state = next(decider, state, Samples.put("s" + i, Samples.service("chat@^1")));
    }
    double each = (System.nanoTime() - start) / 1e3 / services;
    List<ReplicaStatus> own = new ArrayList<>();
    for (int i = 0; i < services; i++) {
      own.add(Samples.status("s" + i, "laptop", Phase.READY, "m" + i, "shared"));
    }
    Map<String, NodeView> nodes =
        Map.of("laptop", new NodeView("laptop", "h:1", "central", Set.of(), "up", true));
    long[] micros = new long[ROUNDS];
    long held = 0;
    for (int i = 0; i < ROUNDS; i++) {
      long from = System.nanoTime();
      held += ViewParts.view(state, own, List.of(), nodes, "laptop").services().size();
      micros[i] = (System.nanoTime() - from) / 1_000;
    }
    long[] warm = Arrays.copyOfRange(micros, ROUNDS / 2, ROUNDS);
    Arrays.sort(warm);
    System.out.printf(
        "%d services: decide and apply %.0f us each while they grow; a view %d us (p50), %d us"
            + " (p99); pause %s; %d%n",
        services,
        each,
        warm[warm.length / 2],
        warm[warm.length * 99 / 100],
        RegistrySettings.of(config).statusPause(),
        held / ROUNDS);
  }

  private static RegistryState next(
      RegistryDecider decider,
      RegistryState state,
      io.kaicd.contract.registry.RegistryWrite write) {
    RegistryDecision decision =
        decider.decide(state, write, Samples.PLAIN, Samples.LAPTOP, Samples.BY);
    return state.apply(((RegistryDecision.Accept) decision).event());
  }
}

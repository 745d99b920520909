package io.kaicd.actors.configuration;

import io.kaicd.actors.registry.ConfigSchemas;
import io.kaicd.contract.configuration.ChangeOptions;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.EffectiveConfiguration;
import io.kaicd.contract.configuration.ServiceConfiguration;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import java.time.Instant;
import java.util.Arrays;

/** Reading and following profiles with many services: {@code EffectiveBenchmark [services]}. */
public final class EffectiveBenchmark {
  private static final int READS = 20_000_000;
  private static final int CHANGES = 300;

  private static volatile EffectiveConfiguration held = EffectiveConfiguration.EMPTY;

  private EffectiveBenchmark() {}

  public static void main(String[] args) {
    int services = args.length == 0 ? 1_000 : Integer.parseInt(args[0]);
    ServiceView[] views = new ServiceView[services];
    String[] ids = new String[services];
    for (int i = 0; i < services; i++) {
      ids[i] = "s" + i;
      views[i] = Samples.service(ids[i], Samples.CHAT, "{\"baseUrl\":\"http://s" + i + "\"}");
    }
    RegistryView registry = Samples.registry(views);
    ServiceSchemas schemas = new ServiceSchemas(new ConfigSchemas());
    ConfigurationDecider decider =
        new ConfigurationDecider(new ConfigurationLimits(64, 8, 1 << 20, 16), schemas);
    ConfigurationState state = ConfigurationState.INITIAL;
    NodeConfiguration node = NodeConfiguration.EMPTY.next(state, registry, NodeLayer.NONE, schemas);

    long[] deciding = new long[CHANGES];
    long[] following = new long[CHANGES];
    int computed = 0;
    for (int i = 0; i < CHANGES; i++) {
      String patch =
          "{\"services\":{\"%s\":{\"maxInFlight\":%d}}}".formatted(ids[i % services], i + 1);
      ChangeOptions options = Samples.options(Precondition.NONE);
      long start = System.nanoTime();
      var decision =
          decider.decide(
              state,
              registry,
              Past.of(state),
              new ConfigurationWrite.Patch("dev", Json.parse(patch)),
              options,
              Instant.EPOCH);
      state = state.apply(((ConfigurationDecision.Accept) decision).event());
      long decided = System.nanoTime();
      node = node.next(state, registry, NodeLayer.NONE, schemas);
      computed += node.computed();
      following[i] = System.nanoTime() - decided;
      deciding[i] = decided - start;
    }
    held = node.effective();
    long read = 0;
    double nanos = 0;
    for (int round = 0; round < 3; round++) { // the last one counts
      long start = System.nanoTime();
      for (int i = 0; i < READS; i++) {
        ServiceConfiguration configuration = held.service(ids[i % services]);
        read += configuration == null ? 0 : configuration.value().size();
      }
      nanos = (double) (System.nanoTime() - start) / READS;
    }
    System.out.printf(
        "%d services: a read of one's effective configuration %.1f ns; a change decided in %d us,"
            + " followed by the node's view in %d us (p50), %d us (p99), %.1f services computed a"
            + " change (%d)%n",
        services,
        nanos,
        micros(deciding, 50),
        micros(following, 50),
        micros(following, 99),
        (double) computed / CHANGES,
        read % 10);
  }

  private static long micros(long[] nanos, int percentile) {
    long[] warm = Arrays.copyOfRange(nanos, CHANGES / 3, CHANGES);
    Arrays.sort(warm);
    return warm[warm.length * percentile / 100] / 1_000;
  }
}

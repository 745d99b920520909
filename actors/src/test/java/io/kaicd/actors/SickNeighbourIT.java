package io.kaicd.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.trial.Inputs;
import io.kaicd.actors.trial.SickPlugin;
import io.kaicd.actors.trial.Sickness;
import io.kaicd.actors.trial.TrialContract;
import io.kaicd.actors.trial.TrialNode;
import io.kaicd.actors.trial.TrialRegistry;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.ServiceView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sick service beside healthy ones on one node: it is marked within ten seconds, with the times
 * of a node as it is shipped, and the others go on. What it costs them is for {@link
 * NeighbourBenchmark}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SickNeighbourIT {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int KILLS = 100;

  private final TrialRegistry registry = new TrialRegistry();
  private final SickPlugin plugin = new SickPlugin();
  private final List<Neighbour> neighbours = List.of(new Neighbour("n1"), new Neighbour("n2"));
  private TrialNode node;
  private String id = "";
  private long begun;

  @BeforeAll
  void start(@TempDir Path folder) {
    node =
        TrialNode.start(
            TrialNode.central("one"),
            registry,
            plugin,
            folder,
            "kai.host { threads.stuck-grace = 3s, health { interval = 10s, timeout = 5s } }");
    neighbours.forEach(neighbour -> serve(neighbour.name));
  }

  @AfterAll
  void stop() {
    node.close();
  }

  @BeforeEach
  void begin(TestInfo test) {
    id = "s" + Integer.toHexString(test.getDisplayName().hashCode());
    serve(id);
    neighbours.forEach(Neighbour::begin);
    begun = System.nanoTime();
  }

  /** The neighbours were answered before, beside and after it, and the host is what it was. */
  @AfterEach
  void neighboursWereServed() {
    for (Neighbour neighbour : neighbours) {
      neighbour.last = true; // one answer more
      assertThat(TrialNode.get(neighbour.over)).isEmpty();
    }
    plugin.heal();
    serve(id + "-after");
    assertThat(TrialNode.output(node.ask(id + "-after", "echo", "x")).path("text").asText())
        .isEqualTo("x");
    assertThat(node.up()).isTrue();
  }

  @Test
  void one_that_is_killed_a_hundred_times_is_marked_and_starts_as_often() {
    plugin.starts.set(0);
    int quarantines = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      int starts = kill;
      assertThat(Sickness.CRASH.bringOut(node, id)).isEqualTo(ErrorCode.PLUGIN_FAILED);
      registry.await(view -> quarantined(view) || startedAgain(view, starts));
      if (quarantined(registry.view())) {
        quarantines++;
        registry.release(id); // at once: it may not know yet that its quarantine is recorded
        registry.await(view -> startedAgain(view, starts));
      }
      if (kill == 1) {
        assertThat(registry.history())
            .anyMatch(view -> is(view, replica -> replica.phase() == Phase.BACKING_OFF));
        assertThat(since()).isLessThan(SOON);
      }
    }
    assertThat(plugin.starts.get()).isEqualTo(KILLS);
    assertThat(quarantines).isEqualTo(KILLS / 5);
  }

  @Test
  void one_that_loops_is_late_and_its_thread_is_given_up() {
    assertThat(Sickness.LOOP.bringOut(node, id)).isEqualTo(ErrorCode.CALL_DEADLINE);
    ReplicaStatus marked = marked(replica -> replica.abandoned() == 1);
    assertThat(marked.phase()).isEqualTo(Phase.DEGRADED);
    assertThat(TrialRegistry.problem(marked).code()).isEqualTo(ErrorCode.PLUGIN_STUCK);
  }

  @Test
  void one_that_floods_is_cut_off_and_rests_and_no_thread_of_it_goes_on() throws Exception {
    plugin.ended.drainPermits();
    restsAfter(Sickness.FLOOD, ErrorCode.PLUGIN_FAILED);
    assertThat(plugin.ended.tryAcquire(5, 10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void one_that_streams_a_gigabyte_is_cut_at_the_cap_and_rests() {
    restsAfter(Sickness.GIGABYTE, ErrorCode.REPLY_TOO_LARGE);
  }

  @Test
  void one_that_answers_past_the_cap_is_refused_and_rests() {
    restsAfter(Sickness.TOO_LARGE, ErrorCode.REPLY_TOO_LARGE);
  }

  private void restsAfter(Sickness sickness, ErrorCode each) {
    for (int i = 0; i < 5; i++) {
      assertThat(sickness.bringOut(node, id)).isEqualTo(each);
    }
    marked(replica -> replica.breaker().equals("open"));
    assertThat(sickness.bringOut(node, id)).isEqualTo(ErrorCode.BREAKER_OPEN);
  }

  private ReplicaStatus marked(Predicate<ReplicaStatus> how) {
    RegistryView view = registry.await(now -> is(now, how), SOON.minus(since()));
    return TrialRegistry.replicas(view, id).getFirst();
  }

  private Duration since() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private boolean is(RegistryView view, Predicate<ReplicaStatus> how) {
    return TrialRegistry.replicas(view, id).stream().anyMatch(how);
  }

  private boolean startedAgain(RegistryView view, int times) {
    return plugin.starts.get() == times && is(view, replica -> replica.phase() == Phase.READY);
  }

  private boolean quarantined(RegistryView view) {
    ServiceView now = view.service(id);
    return now != null && now.quarantined();
  }

  private void serve(String service) {
    registry.put(service, TrialContract.definition("1.0.0", ""), "{\"definition\":\"trial\"}");
    registry.awaitReplica(service, replica -> replica.phase() == Phase.READY);
  }

  /** Is called again as soon as it has answered, until it was the last time or went wrong. */
  private final class Neighbour {
    private final String name;
    private final AtomicInteger right = new AtomicInteger();
    private CompletableFuture<String> over = new CompletableFuture<>();
    private volatile boolean last;

    Neighbour(String name) {
      this.name = name;
    }

    void begin() {
      last = false;
      right.set(0);
      over = new CompletableFuture<>();
      next();
    }

    private void next() {
      String text = name + right.get();
      var _ =
          node.calls()
              .unary(Inputs.call(name, "tell", Inputs.of("echo", text, 0)))
              .reply()
              .thenAcceptAsync(reply -> answered(text, reply));
    }

    private void answered(String text, Reply.Unary reply) {
      if (reply instanceof Reply.Output(var _, var output)
          && output.path("text").asText().equals(text)) {
        right.incrementAndGet();
        if (last) {
          over.complete("");
        } else {
          next();
        }
      } else {
        over.complete("instead of " + text + ": " + reply);
      }
    }
  }
}

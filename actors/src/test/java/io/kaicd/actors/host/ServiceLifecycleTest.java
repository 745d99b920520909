package io.kaicd.actors.host;

import static io.kaicd.actors.trial.TrialNode.code;
import static io.kaicd.actors.trial.TrialNode.get;
import static io.kaicd.actors.trial.TrialNode.output;
import static io.kaicd.actors.trial.TrialRegistry.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.trial.Inputs;
import io.kaicd.actors.trial.TrialContract;
import io.kaicd.actors.trial.TrialNode;
import io.kaicd.actors.trial.TrialPlugin;
import io.kaicd.actors.trial.TrialRegistry;
import io.kaicd.actors.trial.TrialWay;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.spi.Health;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A service through its life: each test has a service of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceLifecycleTest {
  private static final String SPEC = "{\"definition\":\"trial\"}";

  private final TrialRegistry registry = new TrialRegistry();
  private final TrialPlugin plugin = new TrialPlugin();
  private final TrialWay.Source ways = new TrialWay.Source();
  private TrialNode node;
  private String id = "";

  @BeforeAll
  void start(@TempDir Path folder) {
    node =
        TrialNode.start(
            TrialNode.central("one"),
            registry,
            plugin,
            folder,
            "kai.host.breaker.pause = 150ms",
            null,
            ways);
  }

  @BeforeEach
  void name(TestInfo test) {
    id = "s" + Integer.toHexString(test.getDisplayName().hashCode());
    plugin.startsToFail.set(0);
    plugin.starts.set(0);
    plugin.health = Health.READY;
    plugin.loop = true;
    plugin.refuseConfig = false;
  }

  @AfterAll
  void stop() {
    plugin.loop = false;
    node.close();
  }

  private ReplicaStatus await(Phase phase) {
    return registry.awaitReplica(id, replica -> replica.phase() == phase);
  }

  private void serve() {
    serve("");
  }

  private void serve(String more) {
    registry.put(id, TrialContract.definition("1.0.0", more), SPEC);
    await(Phase.READY);
  }

  @Test
  void while_it_starts_calls_are_refused_as_starting() {
    plugin.startGate.drainPermits();
    registry.put(id, TrialContract.definition("1.0.0", ""), SPEC);
    await(Phase.STARTING);
    assertThat(code(node.ask(id, "echo", ""))).isEqualTo(ErrorCode.SERVICE_STARTING);
    plugin.startGate.release(1_000_000);
    await(Phase.READY);
    assertThat(output(node.ask(id, "echo", "now")).path("text").asText()).isEqualTo("now");
  }

  @Test
  void a_start_that_fails_is_tried_again() throws Exception {
    int open = ways.open();
    plugin.startsToFail.set(2);
    registry.put(id, TrialContract.definition("1.0.0", ""), SPEC);
    assertThat(await(Phase.READY).restarts()).isEqualTo(2);
    assertThat(plugin.starts.get()).isEqualTo(3);
    assertThat(registry.history())
        .anyMatch(
            view ->
                TrialRegistry.replicas(view, id).stream()
                    .anyMatch(replica -> replica.phase() == Phase.BACKING_OFF));
    ways.awaitOpen(open + 1);
  }

  @Test
  void after_too_many_crashes_it_waits_in_quarantine_until_it_is_released() {
    plugin.startsToFail.set(1_000);
    registry.put(id, TrialContract.definition("1.0.0", ""), SPEC);
    registry.await(
        view -> Optional.ofNullable(view.service(id)).filter(s -> s.quarantined()).isPresent());
    await(Phase.QUARANTINED);
    assertThat(plugin.starts.get()).isEqualTo(5);
    assertThat(code(node.ask(id, "echo", ""))).isEqualTo(ErrorCode.SERVICE_QUARANTINED);
    // When
    plugin.startsToFail.set(0);
    registry.release(id);
    // Then
    await(Phase.READY);
    assertThat(output(node.ask(id, "echo", "back")).path("text").asText()).isEqualTo("back");
  }

  @Test
  void a_crash_restarts_the_replica() {
    serve();
    assertThat(code(node.tell(id, "error", 0))).isEqualTo(ErrorCode.PLUGIN_FAILED);
    registry.awaitReplica(id, replica -> replica.phase() == Phase.READY && replica.restarts() == 1);
    assertThat(output(node.ask(id, "echo", "on")).path("text").asText()).isEqualTo("on");
  }

  @Test
  void a_read_is_tried_once_more_after_a_failure_and_a_write_is_not() {
    serve();
    Reply.Unary read = node.ask(id, "fail", "");
    Reply.Unary write = node.tell(id, "fail", 0);
    assertThat(get(node.room().callLog().find(read.call().callId())).orElseThrow().attempts())
        .isEqualTo(2);
    assertThat(get(node.room().callLog().find(write.call().callId())).orElseThrow().attempts())
        .isEqualTo(1);
  }

  @Test
  void failures_in_a_row_open_the_breaker_and_a_trial_closes_it() {
    serve();
    for (int i = 0; i < 5; i++) {
      assertThat(code(node.tell(id, "upstream", 0))).isEqualTo(ErrorCode.UPSTREAM_FAILED);
    }
    registry.awaitReplica(id, replica -> replica.breaker().equals("open"));
    assertThat(code(node.tell(id, "upstream", 0))).isEqualTo(ErrorCode.BREAKER_OPEN);
    // Its pause over, the status says half-open, so that routers send the one that tries.
    registry.awaitReplica(id, replica -> replica.breaker().equals("half-open"));
    assertThat(output(node.ask(id, "echo", "well")).path("text").asText()).isEqualTo("well");
    registry.awaitReplica(id, replica -> replica.breaker().equals("closed"));
  }

  @Test
  void illness_that_it_tells_of_degrades_it_and_it_still_serves() {
    serve();
    plugin.health = new Health(false, "disk slow");
    assertThat(problem(await(Phase.DEGRADED)).message()).isEqualTo("disk slow");
    assertThat(output(node.ask(id, "echo", "x")).path("text").asText()).isEqualTo("x");
    plugin.health = Health.READY;
    await(Phase.READY);
  }

  @Test
  void a_thread_that_does_not_stop_is_given_up_and_too_many_are_the_end() throws Exception {
    serve();
    assertThat(code(node.unary(Inputs.call(id, "brief", Inputs.of("loop", "", 0)))))
        .isEqualTo(ErrorCode.CALL_DEADLINE);
    ReplicaStatus sick = registry.awaitReplica(id, replica -> replica.abandoned() == 1);
    assertThat(sick.phase()).isEqualTo(Phase.DEGRADED);
    assertThat(problem(sick).code()).isEqualTo(ErrorCode.PLUGIN_STUCK);
    assertThat(output(node.ask(id, "echo", "on")).path("text").asText()).isEqualTo("on");
    // When
    for (int i = 0; i < 2; i++) {
      node.unary(Inputs.call(id, "brief", Inputs.of("loop", "", 0)));
    }
    // Then
    await(Phase.QUARANTINED);
    plugin.loop = false;
  }

  @Test
  void a_change_of_configuration_is_taken_in_place_where_it_can_be() {
    serve("\"reconfigure\":\"in-place\"");
    int starts = plugin.starts.get();
    registry.put(
        id,
        TrialContract.definition("1.0.0", "\"reconfigure\":\"in-place\""),
        "{\"definition\":\"trial\",\"config\":{\"word\":\"new\"}}");
    registry.awaitReplica(id, replica -> replica.observed() == 2);
    assertThat(output(node.ask(id, "word", "")).path("text").asText()).isEqualTo("new");
    assertThat(plugin.starts.get()).isEqualTo(starts);
    // A configuration that the plugin refuses leaves the old one in force.
    plugin.refuseConfig = true;
    registry.put(
        id,
        TrialContract.definition("1.0.0", "\"reconfigure\":\"in-place\""),
        "{\"definition\":\"trial\",\"config\":{\"word\":\"bad\"}}");
    ReplicaStatus kept = await(Phase.DEGRADED);
    assertThat(kept.observed()).isEqualTo(2);
    assertThat(problem(kept).code()).isEqualTo(ErrorCode.SERVICE_INVALID);
    assertThat(output(node.ask(id, "word", "")).path("text").asText()).isEqualTo("new");
  }

  @Test
  void a_change_that_comes_while_another_is_tried_waits_for_its_end() throws Exception {
    // Given
    serve("\"reconfigure\":\"in-place\"");
    var definition = TrialContract.definition("1.0.0", "\"reconfigure\":\"in-place\"");
    plugin.reconfiguring.drainPermits();
    plugin.reconfigureGate.drainPermits();
    registry.put(id, definition, "{\"definition\":\"trial\",\"config\":{\"word\":\"bad\"}}");
    assertThat(plugin.reconfiguring.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    // When
    registry.put(id, definition, "{\"definition\":\"trial\",\"config\":{\"word\":\"good\"}}");
    assertThat(plugin.reconfiguring.tryAcquire(500, TimeUnit.MILLISECONDS))
        .as("another begins before the first has ended")
        .isFalse();
    plugin.reconfigureGate.release(1_000_000);
    // Then
    registry.awaitReplica(id, replica -> replica.observed() == 3);
    assertThat(output(node.ask(id, "word", "")).path("text").asText()).isEqualTo("good");
    assertThat(ways.last().config().path("word").asText()).isEqualTo("good");
  }

  @Test
  void an_upgrade_loses_no_call_of_a_stateless_service() {
    serve();
    upgradeUnderLoad("");
  }

  @Test
  void an_upgrade_loses_no_call_of_a_service_with_data() {
    serve("\"run\":{\"instances\":\"one\",\"data\":\"node\"}");
    upgradeUnderLoad("\"run\":{\"instances\":\"one\",\"data\":\"node\"}");
  }

  private void upgradeUnderLoad(String more) {
    AtomicBoolean done = new AtomicBoolean();
    List<CompletionStage<Reply.Unary>> replies = new ArrayList<>();
    Thread load =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!done.get()) {
                    var reply =
                        node.calls()
                            .unary(Inputs.call(id, "tell", Inputs.of("echo", "x", 0)))
                            .reply();
                    replies.add(reply);
                    get(reply);
                  }
                });
    for (int generation = 2; generation <= 4; generation++) {
      int wanted = generation;
      registry.put(id, TrialContract.definition("1.0." + generation, more), SPEC);
      registry.awaitReplica(
          id, replica -> replica.observed() == wanted && replica.phase() == Phase.READY);
    }
    done.set(true);
    try {
      load.join(TimeUnit.SECONDS.toMillis(20));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(replies).isNotEmpty();
    assertThat(replies).allSatisfy(reply -> output(get(reply)));
  }

  @Test
  void a_call_in_flight_ends_on_the_old_replica() throws Exception {
    serve();
    plugin.entered.drainPermits();
    var waiting = node.calls().unary(Inputs.call(id, "tell", Inputs.of("wait", "", 0)));
    assertThat(plugin.entered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    registry.put(
        id,
        TrialContract.definition("1.0.1", ""),
        "{\"definition\":\"trial\",\"config\":{\"word\":\"second\"}}");
    registry.awaitReplica(id, replica -> replica.observed() == 2);
    assertThat(output(node.ask(id, "word", "")).path("text").asText()).isEqualTo("second");
    plugin.gate.release();
    assertThat(output(get(waiting.reply())).path("text").asText()).isEqualTo("as made");
  }

  @Test
  void a_version_that_does_not_start_leaves_the_old_one_in_service() {
    serve();
    plugin.startsToFail.set(1);
    registry.put(
        id,
        TrialContract.definition("1.0.1", ""),
        "{\"definition\":\"trial\",\"config\":{\"word\":\"second\"}}");
    assertThat(await(Phase.DEGRADED).observed()).isEqualTo(1);
    assertThat(output(node.ask(id, "word", "")).path("text").asText()).isEqualTo("as made");
  }

  @Test
  void one_with_data_that_does_not_start_leaves_its_calls_to_the_last_good() throws Exception {
    // Given a replica that cannot run twice, kept busy, and one that is to take its place
    String data = "\"run\":{\"instances\":\"one\",\"data\":\"node\"}";
    serve(data);
    plugin.entered.drainPermits();
    var busy = node.calls().unary(Inputs.call(id, "tell", Inputs.of("wait", "", 0)));
    assertThat(plugin.entered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    plugin.startsToFail.set(1);
    registry.put(
        id,
        TrialContract.definition("1.0.0", data),
        "{\"definition\":\"trial\",\"config\":{\"word\":\"second\"}}");
    await(Phase.DRAINING);
    // When
    var waiting = node.calls().unary(Inputs.call(id, "ask", Inputs.of("word", "", 0)));
    plugin.gate.release();
    // Then
    assertThat(output(get(busy.reply())).path("text").asText()).isEqualTo("as made");
    assertThat(output(get(waiting.reply())).path("text").asText()).isEqualTo("as made");
    ReplicaStatus kept = await(Phase.DEGRADED);
    assertThat(kept.observed()).isEqualTo(1);
    assertThat(kept.refused()).isNotEmpty();
    // And what comes next is tried
    registry.put(
        id,
        TrialContract.definition("1.0.0", data),
        "{\"definition\":\"trial\",\"config\":{\"word\":\"third\"}}");
    registry.awaitReplica(id, replica -> replica.observed() == 3 && replica.phase() == Phase.READY);
    assertThat(output(node.ask(id, "word", "")).path("text").asText()).isEqualTo("third");
  }

  @Test
  void what_is_disabled_or_removed_stops() {
    serve();
    registry.put(
        id, TrialContract.definition("1.0.0", ""), "{\"definition\":\"trial\",\"enabled\":false}");
    registry.await(view -> TrialRegistry.replicas(view, id).isEmpty());
    assertThat(code(node.ask(id, "echo", ""))).isEqualTo(ErrorCode.SERVICE_DISABLED);
    registry.put(id, TrialContract.definition("1.0.0", ""), SPEC);
    await(Phase.READY);
    registry.remove(id);
    assertThat(code(node.ask(id, "echo", ""))).isEqualTo(ErrorCode.SERVICE_UNKNOWN);
  }
}

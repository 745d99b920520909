package io.kaicd.actors;

import static io.kaicd.actors.trial.TrialNode.code;
import static io.kaicd.actors.trial.TrialNode.get;
import static io.kaicd.actors.trial.TrialNode.output;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.trial.FrameProbe;
import io.kaicd.actors.trial.Inputs;
import io.kaicd.actors.trial.TrialContract;
import io.kaicd.actors.trial.TrialNode;
import io.kaicd.actors.trial.TrialPlugin;
import io.kaicd.actors.trial.TrialRegistry;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.registry.Phase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes in one JVM: a service that only one of them can run is called through the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoNodesIT {
  private static final int MIB = 1 << 20;
  private static final String SPEC = "{\"definition\":\"trial\"}";
  private static final String GPU = "\"needs\":{\"traits\":[\"gpu\"]}";

  private final TrialRegistry registry = new TrialRegistry();
  private final TrialPlugin plugin = new TrialPlugin();
  private TrialNode entry;
  private TrialNode gpu;

  @BeforeAll
  void start(@TempDir Path folder) {
    entry = TrialNode.start(TrialNode.central("entry"), registry, plugin, folder.resolve("e"), "");
    gpu =
        TrialNode.start(
            TrialNode.central("gpu", "gpu"), registry, plugin, folder.resolve("g"), "", entry);
    registry.put("far", TrialContract.definition("1.0.0", GPU), SPEC);
    registry.put(
        "owned",
        TrialContract.definition(
            "1.0.0", GPU + ",\"run\":{\"instances\":\"one\",\"data\":\"none\"}"),
        SPEC);
    registry.put("both", TrialContract.definition("1.0.0", ""), SPEC);
    registry.awaitReplica("far", replica -> replica.phase() == Phase.READY);
    registry.awaitReplica("owned", replica -> replica.phase() == Phase.READY);
    for (String node : List.of("entry", "gpu")) {
      registry.awaitReplica(
          "both", replica -> replica.node().equals(node) && replica.phase() == Phase.READY);
    }
  }

  @AfterAll
  void stop() {
    gpu.close();
    entry.close();
  }

  @Test
  void needs_decide_where_a_service_runs() {
    assertThat(TrialRegistry.replicas(registry.view(), "far"))
        .extracting(replica -> replica.node())
        .containsExactly("gpu");
    assertThat(TrialRegistry.replicas(registry.view(), "owned"))
        .extracting(replica -> replica.node())
        .containsExactly("gpu");
    assertThat(entry.ask("both", "echo", "").call().node()).isEqualTo("entry");
    assertThat(gpu.ask("both", "echo", "").call().node()).isEqualTo("gpu");
  }

  @Test
  void a_call_goes_through_the_other_node_and_so_do_refusals() {
    Reply.Unary reply = entry.ask("far", "echo", "hello");
    assertThat(output(reply).path("text").asText()).isEqualTo("hello");
    assertThat(reply.call().node()).isEqualTo("gpu");
    assertThat(output(entry.ask("owned", "echo", "one")).path("text").asText()).isEqualTo("one");
    assertThat(code(entry.tell("far", "refuse", 0))).isEqualTo(ErrorCode.MODEL_UNKNOWN);
    assertThat(code(entry.unary(Inputs.call("far", "brief", Inputs.of("block", "", 0)))))
        .isEqualTo(ErrorCode.CALL_DEADLINE);
  }

  @Test
  void the_log_of_the_other_node_is_found() {
    Reply.Unary reply = entry.ask("far", "echo", "x");
    var record = get(gpu.room().callLog().find(reply.call().callId()));
    assertThat(record.orElseThrow().entryNode()).isEqualTo("entry");
    assertThat(record.orElseThrow().node()).isEqualTo("gpu");
  }

  @Test
  void one_and_a_half_mebibytes_pass_and_more_than_the_limit_is_refused_before_it_is_sent() {
    String large = "x".repeat(3 * MIB / 2);
    assertThat(output(entry.ask("far", "echo", large)).path("text").asText()).isEqualTo(large);
    Reply.Unary tooLarge = entry.ask("far", "echo", "x".repeat(2 * MIB));
    assertThat(code(tooLarge)).isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
    assertThat(code(entry.tell("far", "large", 2 * MIB))).isEqualTo(ErrorCode.REPLY_TOO_LARGE);
    assertThat(output(gpu.tell("far", "large", 2 * MIB)).path("text").asText()).hasSize(2 * MIB);
  }

  @Test
  void cancel_reaches_the_other_node() throws Exception {
    plugin.cancelled.drainPermits();
    plugin.entered.drainPermits();
    var call = entry.calls().unary(Inputs.call("far", "tell", Inputs.of("never", "", 0)));
    assertThat(plugin.entered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    call.cancel();
    assertThat(code(get(call.reply()))).isEqualTo(ErrorCode.CALL_CANCELLED);
    assertThat(plugin.cancelled.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_stream_is_whole_and_ends_once() {
    var end = entry.stream("far", "count", 2_000).drain();
    assertThat(end.chunks()).hasSize(2_000);
    assertThat(end.chunks()).extracting(chunk -> chunk.path("n").asInt()).isSorted();
    assertThat(end.end()).isInstanceOf(Frame.Completed.class);
    assertThat(end.terminals()).isEqualTo(1);
    var broken = entry.stream("far", "broken", 5).drain();
    assertThat(broken.chunks()).hasSize(5);
    assertThat(TrialNode.rejected(broken.end())).isEqualTo(ErrorCode.PLUGIN_FAILED);
  }

  @Test
  void back_pressure_and_leaving_reach_the_other_node() throws Exception {
    plugin.produced.set(0);
    plugin.cancelled.drainPermits();
    FrameProbe probe = entry.stream("far", "count", 1_000_000);
    probe.next();
    // What both ends of the reference may hold, in frames of at most 4 KiB and a window of 32.
    assertThat(plugin.produced.get()).isLessThan(50_000);
    probe.cancel();
    assertThat(plugin.cancelled.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void five_hundred_streams_at_once_lose_nothing() {
    List<FrameProbe> probes = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      probes.add(entry.stream("far", "count", 40));
    }
    probes.forEach(probe -> probe.request(Long.MAX_VALUE / 2));
    for (FrameProbe probe : probes) {
      var end = probe.drain();
      assertThat(end.chunks()).hasSize(40);
      assertThat(end.end()).isInstanceOf(Frame.Completed.class);
      assertThat(end.terminals()).isEqualTo(1);
    }
  }
}

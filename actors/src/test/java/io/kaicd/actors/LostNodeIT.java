package io.kaicd.actors;

import static io.kaicd.actors.trial.TrialNode.code;
import static io.kaicd.actors.trial.TrialNode.get;
import static io.kaicd.actors.trial.TrialNode.output;
import static io.kaicd.actors.trial.TrialNode.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.trial.FrameProbe;
import io.kaicd.actors.trial.Inputs;
import io.kaicd.actors.trial.TrialContract;
import io.kaicd.actors.trial.TrialNode;
import io.kaicd.actors.trial.TrialPlugin;
import io.kaicd.actors.trial.TrialRegistry;
import io.kaicd.contract.call.PendingCall;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.registry.ReplicaStatus;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that leave, in good order or without a word: nothing hangs, and the others go on. */
@Timeout(120)
class LostNodeIT {
  private static final String SPEC = "{\"definition\":\"trial\"}";
  private static final String GPU = "\"needs\":{\"traits\":[\"gpu\"]}";
  private static final String ONE = "\"run\":{\"instances\":\"one\",\"data\":\"none\"}";

  /** Shards of a dead node are placed anew after this; by default, as late as the resolver acts. */
  private static final String MARGIN = "pekko.cluster.down-removal-margin = 200ms";

  /** A node with a plugin of its own, so that a test sees which of them runs something. */
  private record Place(TrialNode node, TrialPlugin plugin) {
    String id() {
      return node.identity().id();
    }
  }

  private final TrialRegistry registry = new TrialRegistry();
  private final Deque<TrialNode> running = new ArrayDeque<>();
  @TempDir private Path folder;

  @AfterEach
  void stop() {
    running.forEach(TrialNode::close);
  }

  private Place start(NodeIdentity identity, Place... join) {
    TrialPlugin plugin = new TrialPlugin();
    TrialNode node =
        TrialNode.start(
            identity,
            registry,
            plugin,
            folder.resolve(identity.id()),
            MARGIN,
            join.length == 0 ? null : join[0].node());
    running.push(node);
    return new Place(node, plugin);
  }

  /** Ends a node, and tells the others' view as the cluster would. */
  private void end(Place place, boolean inGoodOrder, Place other) {
    if (inGoodOrder) {
      running.remove(place.node());
      place.node().close();
    } else {
      place.node().cut();
      other.node().down(place.node());
    }
    registry.gone(place.node().identity());
  }

  private void ready(String service, Place... places) {
    for (Place place : places) {
      registry.awaitReplica(
          service, replica -> replica.node().equals(place.id()) && replica.phase() == Phase.READY);
    }
  }

  private static void taken(Semaphore permit) throws InterruptedException {
    assertThat(permit.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void what_waits_for_a_lost_node_is_refused_and_its_streams_end_in_band() throws Exception {
    Place entry = start(TrialNode.central("entry"));
    Place gpu = start(TrialNode.central("gpu", "gpu"), entry);
    registry.put("far", TrialContract.definition("1.0.0", GPU), SPEC);
    ready("far", gpu);
    var read = entry.node().calls().unary(Inputs.call("far", "ask", Inputs.of("never", "", 0)));
    var write = entry.node().calls().unary(Inputs.call("far", "tell", Inputs.of("never", "", 0)));
    taken(gpu.plugin().entered);
    taken(gpu.plugin().entered);
    var readStream =
        entry.node().calls().stream(
            Inputs.call("far", "ask", Inputs.of("count", "", Integer.MAX_VALUE)));
    FrameProbe reading = probe(readStream);
    FrameProbe writing = entry.node().stream("far", "count", Integer.MAX_VALUE);
    reading.next();
    writing.next();

    gpu.node().cut();
    entry.node().down(gpu.node());

    // Though the view still knows the replica: what was lost with a node is not sent there again.
    assertThat(code(get(read.reply()))).isEqualTo(ErrorCode.SERVICE_FAILED);
    assertThat(code(get(write.reply()))).isEqualTo(ErrorCode.SERVICE_FAILED);
    for (FrameProbe probe : new FrameProbe[] {reading, writing}) {
      FrameProbe.End end = probe.drain();
      assertThat(rejected(end.end())).isEqualTo(ErrorCode.UPSTREAM_CUT);
      assertThat(end.terminals()).isEqualTo(1);
    }
    var record = get(entry.node().room().callLog().find(readStream.callId())).orElseThrow();
    assertThat(record.code()).isEqualTo(ErrorCode.UPSTREAM_CUT.text());
    assertThat(record.chunks()).isPositive();
    assertThat(record.attempts()).isEqualTo(1);

    registry.gone(gpu.node().identity());
    assertThat(code(entry.node().ask("far", "echo", ""))).isEqualTo(ErrorCode.ROUTE_NONE_FITS);
  }

  private static FrameProbe probe(PendingCall<Reply.Streamed> call) {
    FrameProbe probe = new FrameProbe();
    ((Reply.Opened) get(call.reply())).frames().subscribe(probe);
    return probe;
  }

  @Test
  void a_call_that_may_be_repeated_goes_to_another_replica_when_its_node_is_lost()
      throws Exception {
    Place entry = start(TrialNode.central("entry"));
    Place one = start(TrialNode.central("one", "gpu"), entry);
    Place two = start(TrialNode.central("two", "gpu"), entry);
    registry.put("far", TrialContract.definition("1.0.0", GPU), SPEC);
    ready("far", one, two);
    var read = entry.node().calls().unary(Inputs.call("far", "ask", Inputs.of("wait", "", 0)));
    boolean atOne = one.plugin().entered.tryAcquire(2, TimeUnit.SECONDS);
    Place lost = atOne ? one : two;
    Place other = atOne ? two : one;
    if (!atOne) {
      taken(two.plugin().entered);
    }

    end(lost, false, entry);
    taken(other.plugin().entered);
    other.plugin().gate.release();

    assertThat(output(get(read.reply())).path("text").asText()).isEqualTo("as made");
    var record = get(entry.node().room().callLog().find(read.callId())).orElseThrow();
    assertThat(record.node()).isEqualTo(other.id());
    assertThat(record.attempts()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_service_with_one_owner_moves_when_its_node_ends(boolean inGoodOrder) throws Exception {
    Place entry = start(TrialNode.central("entry"));
    Place one = start(TrialNode.central("one", "gpu"), entry);
    Place two = start(TrialNode.central("two", "gpu"), entry);
    registry.put("owned", TrialContract.definition("1.0.0", GPU + "," + ONE), SPEC);
    ReplicaStatus first = registry.awaitReplica("owned", replica -> replica.phase() == Phase.READY);
    Place owner = first.node().equals("one") ? one : two;
    Place other = first.node().equals("one") ? two : one;
    var held = entry.node().calls().unary(Inputs.call("owned", "tell", Inputs.of("wait", "", 0)));
    taken(owner.plugin().entered);

    var ended = CompletableFuture.runAsync(() -> end(owner, inGoodOrder, entry));
    if (inGoodOrder) {
      registry.awaitReplica("owned", replica -> replica.phase() == Phase.DRAINING);
      owner.plugin().gate.release();
      assertThat(output(get(held.reply())).path("text").asText()).isEqualTo("as made");
    } else {
      assertThat(code(get(held.reply()))).isEqualTo(ErrorCode.SERVICE_FAILED);
    }
    get(ended);
    ready("owned", other);

    assertThat(TrialRegistry.replicas(registry.view(), "owned")).hasSize(1);
    assertThat(entry.node().ask("owned", "echo", "").call().node()).isEqualTo(other.id());
    assertThat(other.plugin().starts).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_edge_that_outlives_the_first_central_node_takes_the_next_one_in(boolean inGoodOrder) {
    Place first = start(TrialNode.central("first", "gpu"));
    Place edge = start(new NodeIdentity("edge", "edge", Set.of()), first);
    String central = "\"needs\":{\"requiresNode\":true}," + ONE;
    registry.put("owned", TrialContract.definition("1.0.0", central), SPEC);
    registry.put("both", TrialContract.definition("1.0.0", ""), SPEC);
    registry.put(
        "near",
        TrialContract.definition("1.0.0", ONE),
        "{\"definition\":\"trial\",\"placement\":{\"node\":\"edge\"}}");
    ready("owned", first);
    ready("both", first, edge);
    ready("near", edge);

    end(first, inGoodOrder, edge);
    assertThat(edge.node().ask("both", "echo", "").call().node()).isEqualTo("edge");
    assertThat(edge.node().ask("near", "echo", "").call().node()).isEqualTo("edge");
    assertThat(code(edge.node().ask("owned", "echo", ""))).isEqualTo(ErrorCode.ROUTE_NONE_FITS);
    // The oldest member is an edge now, and shards have their coordinator there.
    registry.put("late", TrialContract.definition("1.0.0", ONE), SPEC);
    ready("late", edge);
    Place next = start(TrialNode.central("next"), edge);

    ready("owned", next);
    ready("both", next);
    assertThat(edge.node().ask("owned", "echo", "").call().node()).isEqualTo("next");
    assertThat(next.node().ask("near", "echo", "").call().node()).isEqualTo("edge");
    assertThat(next.node().ask("late", "echo", "").call().node()).isEqualTo("edge");
    assertThat(next.node().stream("near", "count", 100).drain().chunks()).hasSize(100);
    assertThat(edge.node().stream("owned", "count", 100).drain().chunks()).hasSize(100);
  }
}

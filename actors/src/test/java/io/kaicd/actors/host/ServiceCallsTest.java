package io.kaicd.actors.host;

import static io.kaicd.actors.trial.TrialNode.code;
import static io.kaicd.actors.trial.TrialNode.get;
import static io.kaicd.actors.trial.TrialNode.output;
import static io.kaicd.actors.trial.TrialNode.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.trial.FrameProbe;
import io.kaicd.actors.trial.Inputs;
import io.kaicd.actors.trial.TrialContract;
import io.kaicd.actors.trial.TrialNode;
import io.kaicd.actors.trial.TrialPlugin;
import io.kaicd.actors.trial.TrialRegistry;
import io.kaicd.contract.call.CallLog;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.call.Target;
import io.kaicd.contract.call.Usage;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.version.VersionRange;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Calls on a healthy service, from the router to the plugin and back. */
@TestInstance(Lifecycle.PER_CLASS)
class ServiceCallsTest {
  private final TrialRegistry registry = new TrialRegistry();
  private final TrialPlugin plugin = new TrialPlugin();
  private TrialNode node;

  @BeforeAll
  void start(@TempDir Path folder) {
    node =
        TrialNode.start(
            TrialNode.central("one"),
            registry,
            plugin,
            folder,
            "kai.calls { most-per-service = 3, most-streams = 200 }, kai.host.streams.idle = 500ms");
    for (String id : List.of("a", "b")) {
      registry.put(
          id,
          TrialContract.definition(
              "1.0.0",
              "\"requires\":[{\"id\":\"trial\",\"version\":\"^1\"}],"
                  + "\"offers\":[{\"key\":\"model\",\"capabilities\":[\"trial\"]}]"),
          "{\"definition\":\"trial\"}");
      registry.awaitReplica(id, replica -> replica.phase() == Phase.READY);
    }
  }

  @AfterAll
  void stop() {
    node.close();
  }

  @Test
  void a_unary_call_is_answered_by_the_plugin_on_a_thread_of_its_own() {
    Reply.Unary reply = node.ask("a", "thread", "");
    assertThat(output(reply).path("text").asText()).startsWith("plugin-a-");
    assertThat(reply.call().service()).isEqualTo("a");
    assertThat(reply.call().node()).isEqualTo("one");
    assertThat(reply.call().contract()).isEqualTo("trial/1.0.0");
    assertThat(reply.call().callId()).matches("c_[0-9A-Z]{26}");
  }

  @Test
  void the_schema_s_defaults_are_in_the_configuration() {
    assertThat(output(node.ask("a", "word", "")).path("text").asText()).isEqualTo("as made");
  }

  @Test
  void a_routing_key_finds_the_service_that_offers_it() {
    registry.awaitReplica("b", replica -> replica.offers().containsKey("model"));
    var input = Json.parse("{\"do\":\"service\",\"model\":\"b-model\"}");
    Reply.Unary reply = node.unary(Inputs.request(Target.ANY, "ask", input));
    assertThat(output(reply).path("text").asText()).isEqualTo("b");
  }

  @Test
  void a_plugin_calls_what_its_definition_requires_and_nothing_else() {
    assertThat(output(node.ask("b", "other", "")).path("text").asText()).isEqualTo("a");
    assertThat(code(node.ask("b", "foreign", ""))).isEqualTo(ErrorCode.AUTH_FORBIDDEN);
  }

  @Test
  void what_the_router_can_see_is_refused_before_anything_is_sent() {
    assertThat(code(call("trial", "none", "{}"))).isEqualTo(ErrorCode.OPERATION_UNKNOWN);
    assertThat(code(call("trial", "inner", "{}"))).isEqualTo(ErrorCode.OPERATION_UNKNOWN);
    assertThat(code(call("nothing", "ask", "{}"))).isEqualTo(ErrorCode.CAPABILITY_UNKNOWN);
    assertThat(code(call("embedding", "embed", "{}"))).isEqualTo(ErrorCode.AUTH_FORBIDDEN);
    assertThat(code(node.ask("nobody", "echo", ""))).isEqualTo(ErrorCode.SERVICE_UNKNOWN);
    Reply.Unary invalid = call("trial", "ask", "{\"more\":1}");
    assertThat(code(invalid)).isEqualTo(ErrorCode.INPUT_INVALID);
    assertThat(((Reply.Refused) invalid).rejection().faults()).isNotEmpty();
    CallRequest large =
        new CallRequest(
            Target.ANY,
            "trial",
            "ask",
            VersionRange.ANY,
            Inputs.of("echo", "", 0),
            9_000_000,
            Inputs.TESTER);
    assertThat(code(node.unary(large))).isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
    CallRequest range =
        new CallRequest(
            Target.ANY,
            "trial",
            "ask",
            VersionRange.of("^2"),
            Inputs.of("echo", "", 0),
            9,
            Inputs.TESTER);
    assertThat(code(node.unary(range))).isEqualTo(ErrorCode.CONTRACT_UNSUPPORTED);
  }

  @Test
  void replies_that_break_the_contract_or_its_cap_do_not_pass() {
    assertThat(code(node.tell("a", "invalid", 0))).isEqualTo(ErrorCode.REPLY_INVALID);
    assertThat(code(node.tell("a", "null", 0))).isEqualTo(ErrorCode.REPLY_INVALID);
    Reply.Unary large = node.unary(Inputs.call("a", "small", Inputs.of("large", "", 2_000)));
    assertThat(code(large)).isEqualTo(ErrorCode.REPLY_TOO_LARGE);
  }

  @Test
  void a_refusal_of_the_plugin_s_passes_and_an_exception_tells_nothing_of_itself() {
    assertThat(code(node.tell("a", "refuse", 0))).isEqualTo(ErrorCode.MODEL_UNKNOWN);
    Reply.Unary failed = node.tell("a", "throw", 0);
    assertThat(code(failed)).isEqualTo(ErrorCode.PLUGIN_FAILED);
    assertThat(failed.toString()).doesNotContain("secret");
    assertThat(output(node.ask("a", "echo", "on")).path("text").asText()).isEqualTo("on");
  }

  @Test
  void a_deadline_ends_the_call_and_interrupts_the_plugin() throws Exception {
    Reply.Unary late = node.unary(Inputs.call("a", "brief", Inputs.of("block", "", 0)));
    assertThat(code(late)).isEqualTo(ErrorCode.CALL_DEADLINE);
    assertThat(plugin.interrupted.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void cancel_reaches_the_plugin() throws Exception {
    plugin.cancelled.drainPermits();
    plugin.entered.drainPermits();
    var call = node.calls().unary(Inputs.call("a", "tell", Inputs.of("never", "", 0)));
    plugin.entered.acquire();
    call.cancel();
    assertThat(code(get(call.reply()))).isEqualTo(ErrorCode.CALL_CANCELLED);
    assertThat(plugin.cancelled.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void past_the_limit_of_a_service_a_call_is_refused_and_others_are_served() throws Exception {
    // Given
    var first = node.calls().unary(Inputs.call("b", "tell", Inputs.of("never", "", 0)));
    var second = node.calls().unary(Inputs.call("b", "tell", Inputs.of("never", "", 0)));
    var third = node.calls().unary(Inputs.call("b", "tell", Inputs.of("never", "", 0)));
    // Then
    assertThat(code(node.ask("b", "echo", ""))).isEqualTo(ErrorCode.ADMISSION_FULL);
    assertThat(output(node.ask("a", "echo", "x")).path("text").asText()).isEqualTo("x");
    // When
    List.of(first, second, third).forEach(call -> call.cancel());
    List.of(first, second, third).forEach(call -> get(call.reply()));
    // Then
    assertThat(output(node.ask("b", "echo", "y")).path("text").asText()).isEqualTo("y");
  }

  @Test
  void health_is_answered_by_the_host() {
    CallRequest check =
        new CallRequest(
            new Target.OneService("a"),
            "health",
            "check",
            VersionRange.ANY,
            Json.parse("{}"),
            2,
            Inputs.TESTER);
    assertThat(output(node.unary(check)).path("status").asText()).isEqualTo("ready");
  }

  @Test
  void the_log_says_how_a_call_went_and_nothing_of_what_was_in_it() {
    Reply.Unary fine = node.ask("a", "usage", "the payload");
    Reply.Unary bad = node.tell("a", "upstream", 0);
    var record = get(node.room().callLog().find(fine.call().callId())).orElseThrow();
    assertThat(record.outcome()).isEqualTo("completed");
    assertThat(record.inputTokens()).isEqualTo(3);
    assertThat(record.outputTokens()).isEqualTo(4);
    assertThat(record.entryNode()).isEqualTo("one");
    assertThat(record.toString()).doesNotContain("the payload");
    var failed = get(node.room().callLog().find(bad.call().callId())).orElseThrow();
    assertThat(failed.outcome()).isEqualTo("failed");
    assertThat(failed.code()).isEqualTo("upstream.failed");
    assertThat(failed.upstreamStatus()).isEqualTo(500);
    assertThat(get(node.room().callLog().recent(new CallLog.Filter(true, "", ""), 5)))
        .extracting(call -> call.outcome())
        .doesNotContain("completed");
  }

  @Test
  void a_call_that_ends_well_leaves_no_thread_behind_however_fast_they_come() {
    for (int i = 0; i < 20_000; i++) {
      output(node.ask("a", "echo", "x"));
    }
    assertThat(registry.awaitReplica("a", replica -> true).abandoned()).isZero();
    assertThat(registry.history())
        .noneMatch(
            view ->
                TrialRegistry.replicas(view, "a").stream()
                    .anyMatch(replica -> replica.abandoned() > 0));
  }

  // --- streams -----------------------------------------------------------------------------------

  @Test
  void a_stream_gives_all_chunks_and_one_end() {
    var end = node.stream("a", "count", 100).drain();
    assertThat(end.chunks()).hasSize(100);
    assertThat(end.chunks()).extracting(chunk -> chunk.path("n").asInt()).isSorted();
    assertThat(end.end()).isEqualTo(new Frame.Completed(100, new Usage(7, 99, "")));
    assertThat(end.terminals()).isEqualTo(1);
  }

  @Test
  void nothing_is_made_before_it_is_asked_for_and_no_more_than_a_window_ahead() {
    plugin.produced.set(0);
    FrameProbe probe = node.stream("a", "count", 10_000);
    assertThat(plugin.produced.get()).isZero();
    probe.next();
    assertThat(plugin.produced.get()).isBetween(1, 96);
    probe.cancel();
  }

  @Test
  void leaving_cancels_the_plugin_s_work() throws Exception {
    plugin.cancelled.drainPermits();
    FrameProbe probe = node.stream("a", "count", 1_000_000);
    probe.next();
    probe.cancel();
    assertThat(plugin.cancelled.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_flood_is_cut_off() throws Exception {
    // Given a consumer that has asked for one frame only
    plugin.cancelled.drainPermits();
    FrameProbe probe = node.stream("a", "flood", 100_000);
    Frame.Data first = (Frame.Data) probe.next();
    assertThat(plugin.cancelled.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    // Then what it is given is bounded by the windows that were asked for
    var end = probe.drain();
    assertThat(rejected(end.end())).isEqualTo(ErrorCode.PLUGIN_FAILED);
    assertThat(first.chunks().size() + end.chunks().size()).isLessThan(100);
    assertThat(end.terminals()).isEqualTo(1);
  }

  @Test
  void what_comes_after_the_end_is_not_seen() {
    var end = node.stream("a", "after-end", 3).drain();
    assertThat(end.chunks()).hasSize(3);
    assertThat(end.end()).isInstanceOf(Frame.Completed.class);
    assertThat(end.terminals()).isEqualTo(1);
  }

  @Test
  void a_stream_that_breaks_ends_in_a_rejection_after_what_it_gave() {
    var end = node.stream("a", "broken", 5).drain();
    assertThat(end.chunks()).hasSize(5);
    assertThat(rejected(end.end())).isEqualTo(ErrorCode.PLUGIN_FAILED);
  }

  @Test
  void an_invalid_chunk_ends_the_stream() {
    var end = node.stream("a", "invalid", 5).drain();
    assertThat(rejected(end.end())).isEqualTo(ErrorCode.REPLY_INVALID);
    assertThat(end.terminals()).isEqualTo(1);
  }

  @Test
  void a_stream_past_its_cap_is_cut() {
    var request = Inputs.call("a", "small", Inputs.of("count", "x".repeat(300), 50));
    assertThat(rejected(node.stream(request).drain().end())).isEqualTo(ErrorCode.REPLY_TOO_LARGE);
  }

  @Test
  void a_silent_stream_ends_by_its_idle_limit_and_by_its_deadline() {
    var idle = node.stream("a", "silent", 5).drain();
    assertThat(rejected(idle.end())).isEqualTo(ErrorCode.UPSTREAM_TIMEOUT);
    var late = node.stream(Inputs.call("a", "brief", Inputs.of("silent", "", 5))).drain();
    assertThat(rejected(late.end())).isEqualTo(ErrorCode.CALL_DEADLINE);
  }

  @Test
  void streams_past_the_limit_are_refused() {
    List<FrameProbe> open = new java.util.ArrayList<>();
    for (int i = 0; i < 200; i++) {
      open.add(node.stream("b", "count", 10));
    }
    var more =
        get(node.calls().stream(Inputs.call("b", "tell", Inputs.of("count", "", 1))).reply());
    assertThat(code(more)).isEqualTo(ErrorCode.STREAMS_FULL);
    open.forEach(probe -> assertThat(probe.drain().chunks()).hasSize(10));
    assertThat(node.stream("b", "count", 1).drain().chunks()).hasSize(1);
  }

  private Reply.Unary call(String capability, String operation, String input) {
    return node.unary(
        new CallRequest(
            Target.ANY,
            capability,
            operation,
            VersionRange.ANY,
            Json.parse(input),
            input.length(),
            Inputs.TESTER));
  }
}

package io.kaicd.actors.egress;

import static io.kaicd.actors.trial.TrialNode.code;
import static io.kaicd.actors.trial.TrialNode.get;
import static io.kaicd.actors.trial.TrialNode.output;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.keys.KeysInForce;
import io.kaicd.actors.trial.Inputs;
import io.kaicd.actors.trial.TrialContract;
import io.kaicd.actors.trial.TrialNode;
import io.kaicd.actors.trial.TrialPlugin;
import io.kaicd.actors.trial.TrialRegistry;
import io.kaicd.connector.ConnectorPlugin;
import io.kaicd.contract.audit.SecretUser;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.call.Target;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.egress.EgressLine;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.secret.Secret;
import io.kaicd.contract.version.VersionRange;
import io.kaicd.spi.Plugin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node's services on the real way out: for whom a request is sent, and what it may do for him.
 */
class WhoseCallTest {
  private static final Caller APP = new Caller("key:app", Set.of("call:trial", "call:llm_chat"));
  private static final Caller OTHER = new Caller("key:other", Set.of("call:trial"));
  private static final Caller HOME = new Caller("key:home", Set.of("call:trial", Caller.LOCAL));
  private static final String OK = ScriptedUpstream.reply("200 OK", "text/plain", "fine");
  private static final String LOCAL = "\"labels\":{\"locality\":\"local\"}";

  private final Gates gates =
      new Gates(
          (SSLSocketFactory) SSLSocketFactory.getDefault(),
          (name, to) -> Secret.owning("a-value".getBytes(StandardCharsets.UTF_8)));
  private final TrialRegistry registry = new TrialRegistry();
  private final TrialPlugin plugin = new TrialPlugin();
  @TempDir private Path folder;
  private @Nullable TrialNode started;

  @AfterEach
  void stop() {
    if (started != null) {
      started.close();
    }
    gates.close();
  }

  private TrialNode node(Plugin with) {
    TrialNode node =
        TrialNode.start(
            TrialNode.central("one"), registry, with, folder, "", null, gates.gate::open);
    started = node;
    return node;
  }

  /** With a secret, and one base. */
  private void put(String id, String base, String definition, String spec) {
    String wish =
        "\"egress\":[\"{config.baseUrl}\"],\"secrets\":[{\"name\":\"apiKey\",\"required\":true,"
            + "\"send\":{\"in\":\"header\",\"name\":\"Authorization\",\"template\":\"{value}\"}}]";
    registry.put(
        id,
        TrialContract.definition("1.0.0", wish + (definition.isEmpty() ? "" : "," + definition)),
        "{\"definition\":\"trial\",\"config\":{\"baseUrl\":\"%s\"},\"secrets\":{\"apiKey\":{\"secret\":\"s\"}}%s}"
            .formatted(base, spec.isEmpty() ? "" : "," + spec));
  }

  private void ready(String id, long generation) {
    registry.awaitReplica(
        id, replica -> replica.phase() == Phase.READY && replica.observed() == generation);
  }

  private static CallRequest asked(Caller by, String service, String what, String text) {
    JsonNode input = Inputs.of(what, text, 0);
    return new CallRequest(
        new Target.OneService(service), "trial", "ask", VersionRange.ANY, input, 100, by);
  }

  @Test
  void all_that_a_call_sends_is_for_its_caller_what_follows_a_reply_included() throws Exception {
    TrialNode node = node(plugin);
    try (ScriptedUpstream upstream = ScriptedUpstream.always(OK)) {
      put("a", upstream.origin(), "", "");
      ready("a", 1);

      String to = upstream.uri("/x").toString();
      assertThat(output(node.unary(asked(APP, "a", "twice", to))).path("text").asText())
          .isEqualTo("fine");

      assertThat(gates.audit.begun)
          .extracting(SecretUser::actor)
          .containsExactly("key:app", "key:app");
      assertThat(gates.gate.of("a"))
          .containsExactly(
              new EgressLine(upstream.origin(), EgressLine.Reach.LOOPBACK, "key:app", 2));
    }
  }

  @Test
  void what_another_service_sends_for_a_call_is_for_the_same_caller() throws Exception {
    TrialNode node = node(plugin);
    try (ScriptedUpstream upstream = ScriptedUpstream.always(OK)) {
      put("a", upstream.origin(), "", "");
      ready("a", 1);
      put("b", upstream.origin(), "\"requires\":[{\"id\":\"trial\",\"version\":\"^1\"}]", "");
      ready("b", 1);

      String to = upstream.uri("/x").toString();
      assertThat(output(node.unary(asked(APP, "b", "near", to))).path("text").asText())
          .isEqualTo("fine");

      assertThat(gates.audit.begun).extracting(SecretUser::actor).containsExactly("key:app");
      assertThat(gates.gate.of("a")).extracting(EgressLine::actor).containsExactly("key:app");
    }
  }

  @Test
  void a_streamed_reply_is_for_its_caller_and_what_the_host_looks_for_is_the_service_s()
      throws Exception {
    ConnectorPlugin connector = new ConnectorPlugin();
    TrialNode node = node(connector);
    String models =
        ScriptedUpstream.reply(
            "200 OK",
            "application/json",
            "{\"object\":\"list\",\"data\":[{\"id\":\"m1\",\"object\":\"model\"}]}");
    String chunk =
        "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m1\","
            + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}\n\n";
    String stream =
        ScriptedUpstream.reply("200 OK", "text/event-stream", chunk + "data: [DONE]\n\n");
    try (ScriptedUpstream upstream =
        new ScriptedUpstream(
            (asked, out) -> {
              String reply = asked.target().endsWith("/models") ? models : stream;
              out.write(reply.getBytes(StandardCharsets.UTF_8));
              return true;
            })) {
      registry.put(
          "gpu",
          definition(connector),
          "{\"definition\":\"openai-compatible\",\"config\":{\"baseUrl\":\"%s\"},\"secrets\":{\"apiKey\":{\"secret\":\"s\"}}}"
              .formatted(upstream.origin() + "/v1"));
      registry.awaitReplica("gpu", replica -> replica.offers().containsKey("model"));
      JsonNode input =
          Json.parse("{\"model\":\"m1\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

      var end =
          node.stream(
                  new CallRequest(
                      new Target.OneService("gpu"),
                      "llm_chat",
                      "chat",
                      VersionRange.ANY,
                      input,
                      100,
                      APP))
              .drain();

      assertThat(end.end()).isInstanceOf(Frame.Completed.class);
      assertThat(gates.audit.begun)
          .extracting(SecretUser::actor)
          .containsExactly("service:gpu", "key:app");
      assertThat(gates.gate.of("gpu"))
          .extracting(EgressLine::actor)
          .containsExactly("key:app", "service:gpu");
    }
  }

  private static ServiceDefinition definition(Plugin of) throws JsonProcessingException {
    return Json.shared().treeToValue(of.definitions().getFirst(), ServiceDefinition.class);
  }

  @Test
  void a_label_that_is_put_on_a_running_service_holds_for_the_next_call() {
    // Given
    TrialNode node = node(plugin);
    gates.names.put("cloud.test", "203.0.113.7");
    put("a", "http://cloud.test", "", "");
    ready("a", 1);
    assertThat(code(node.unary(asked(HOME, "a", "send", "http://cloud.test/x"))))
        .isEqualTo(ErrorCode.LOCALITY_REFUSED);
    // When
    plugin.startGate.drainPermits();
    put("a", "http://cloud.test", "", LOCAL);
    // Then
    assertThat(code(node.unary(asked(HOME, "a", "send", "http://cloud.test/x"))))
        .isEqualTo(ErrorCode.SERVICE_STARTING);
    plugin.startGate.release(1_000_000);
    ready("a", 2);
    assertThat(plugin.starts).hasValue(2);
    for (Caller caller : List.of(HOME, APP)) {
      assertThat(code(node.unary(asked(caller, "a", "send", "http://cloud.test/x"))))
          .isEqualTo(ErrorCode.EGRESS_LEAVES_HOUSE);
    }
    assertThat(gates.gate.of("a")).as("connections that were made").isEmpty();
  }

  @Test
  void a_call_that_waited_does_not_run_on_a_successor_that_may_leave_the_house() throws Exception {
    // Given a replica that cannot run twice, which a call keeps busy
    TrialNode node = node(plugin);
    gates.names.put("cloud.test", "203.0.113.7");
    String data = "\"run\":{\"instances\":\"one\",\"data\":\"node\"}";
    put("a", "http://cloud.test", data, LOCAL);
    ready("a", 1);
    var busy = node.calls().unary(asked(APP, "a", "wait", ""));
    assertThat(plugin.entered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    put("a", "http://cloud.test/v2", data, LOCAL);
    registry.awaitReplica("a", replica -> replica.phase() == Phase.DRAINING);
    // When
    var waiting = node.calls().unary(asked(HOME, "a", "send", "http://cloud.test/v2/x"));
    put("a", "http://cloud.test/v2", data, "");
    plugin.gate.release();
    // Then
    assertThat(output(get(busy.reply())).path("text").asText()).isEqualTo("as made");
    assertThat(code(get(waiting.reply()))).isEqualTo(ErrorCode.LOCALITY_REFUSED);
    assertThat(gates.gate.of("a")).as("connections that were made").isEmpty();
  }

  @Test
  void the_calls_of_a_key_that_is_no_longer_in_force_end() throws Exception {
    // Given
    TrialNode node = node(plugin);
    put("a", "http://cloud.test", "", "");
    ready("a", 1);
    TrialKeys keys = new TrialKeys();
    node.room().follow(keys);
    var gone = node.calls().unary(asked(APP, "a", "never", ""));
    var stays = node.calls().unary(asked(OTHER, "a", "never", ""));
    assertThat(plugin.entered.tryAcquire(2, 10, TimeUnit.SECONDS)).isTrue();
    // When
    keys.revoke("key:app");
    // Then
    assertThat(code(get(gone.reply()))).isEqualTo(ErrorCode.AUTH_INVALID);
    assertThat(plugin.cancelled.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    assertThat(stays.reply().toCompletableFuture()).isNotDone();
    stays.cancel();
    // And one that came in as the news did
    assertThat(code(node.unary(asked(APP, "a", "never", "")))).isEqualTo(ErrorCode.AUTH_INVALID);
  }

  private static final class TrialKeys implements KeysInForce {
    private final Set<String> revoked = ConcurrentHashMap.newKeySet();
    private volatile Runnable listener = () -> {};

    void revoke(String actor) {
      revoked.add(actor);
      listener.run();
    }

    @Override
    public boolean may(String actor) {
      return !revoked.contains(actor);
    }

    @Override
    public void onChange(Runnable told) {
      listener = told;
    }
  }
}

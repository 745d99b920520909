package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.spi.EgressRequest;
import io.kaicd.spi.EgressResponse;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names whose server does not answer. */
class DeadNameTest {
  private static final String OK = ScriptedUpstream.reply("200 OK", "text/plain", "fine");
  private static final int MANY = 16;

  private final Gates gates = new Gates();

  @AfterEach
  void close() {
    gates.close();
  }

  private static EgressRequest get(String host, int port) {
    return Gates.get(URI.create("http://" + host + ":" + port + "/x"));
  }

  /** A service with a configured address for each host. */
  private ServiceEgress to(List<String> hosts, int port) {
    ObjectNode config = Json.shared().createObjectNode();
    List<String> templates = new ArrayList<>();
    for (int i = 0; i < hosts.size(); i++) {
      config.put("url" + i, "http://" + hosts.get(i) + ":" + port);
      templates.add("{config.url" + i + "}");
    }
    return gates.bound(
        Definitions.allowing(templates.toArray(String[]::new)), Definitions.spec(Map.of()), config);
  }

  @Test
  void of_one_service_they_hold_up_no_other() throws IOException {
    List<String> names = IntStream.range(0, MANY).mapToObj(i -> "dead" + i + ".test").toList();
    gates.dead.addAll(names);
    gates.names.put("alive.test", "127.0.0.1");
    try (ScriptedUpstream upstream = ScriptedUpstream.always(OK);
        ServiceEgress ill = to(names, upstream.port());
        ServiceEgress well = to(List.of("alive.test"), upstream.port())) {
      names.forEach(name -> ill.send(get(name, upstream.port())));

      assertThat(Gates.text(well.send(get("alive.test", upstream.port())))).isEqualTo("fine");
    }
  }

  @Test
  void one_is_looked_up_once_at_a_time_and_holds_up_no_other_name() throws IOException {
    gates.dead.add("dead.test");
    gates.names.put("alive.test", "127.0.0.1");
    try (ScriptedUpstream upstream = ScriptedUpstream.always(OK);
        ServiceEgress egress = to(List.of("dead.test", "alive.test"), upstream.port())) {
      List<CompletionStage<EgressResponse>> waiting = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        waiting.add(egress.send(get("dead.test", upstream.port())));
      }

      assertThat(Gates.text(egress.send(get("alive.test", upstream.port())))).isEqualTo("fine");
      for (CompletionStage<EgressResponse> one : waiting) {
        Rejection refused = Gates.refusal(one);
        assertThat(refused.code()).isEqualTo(ErrorCode.UPSTREAM_UNREACHABLE);
        assertThat(refused.message()).contains("could not be resolved in time");
      }
      assertThat(gates.lookedUp).filteredOn("dead.test"::equals).hasSize(1);
    }
  }

  @Test
  void what_resolved_is_asked_again_the_next_time() throws IOException {
    gates.names.put("moves.test", "127.0.0.1");
    try (ScriptedUpstream upstream =
            ScriptedUpstream.always(OK.replace("content-type", "connection: close\r\nx-type"));
        ServiceEgress egress = to(List.of("moves.test"), upstream.port())) {
      for (int i = 0; i < 3; i++) {
        assertThat(Gates.text(egress.send(get("moves.test", upstream.port())))).isEqualTo("fine");
      }

      assertThat(gates.lookedUp).filteredOn("moves.test"::equals).hasSize(3);
    }
  }
}

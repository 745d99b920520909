package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.ServiceSpec;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** This machine and its network are reached only where the service's owner named host and port. */
class OwnedAddressTest {
  private static final String OK = ScriptedUpstream.reply("200 OK", "text/plain", "fine");
  private static final ServiceSpec SPEC = Definitions.spec(Map.of());

  private final Gates gates = new Gates();

  @AfterEach
  void close() {
    gates.close();
  }

  private static ObjectNode nothing() {
    return Json.shared().createObjectNode();
  }

  /** What a definition's author may write, PORT standing for that of a server on this machine. */
  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:PORT, http://127.0.0.1:PORT",
    "http://localhost:PORT, http://localhost:PORT",
    "http://0.0.0.0:PORT, http://0.0.0.0:PORT",
    "http://[::ffff:127.0.0.1]:PORT, http://[::ffff:127.0.0.1]:PORT",
    "http://2130706433:PORT, http://2130706433:PORT",
    "http://api.example:PORT, http://api.example:PORT",
    "http://{config.region}.example:PORT, http://api.example:PORT",
    "http://{config.loop}:PORT, http://127.0.0.1:PORT",
    "{config.noPort}:PORT, http://127.0.0.1:PORT",
    "http://127.0.0.{config.one}:{config.port}, http://127.0.0.1:PORT",
    "http://{config.loop}:PORTPART{config.last}, http://127.0.0.1:PORT",
  })
  void noDefinitionGetsThereByItsOwnText(String template, String asked) throws IOException {
    gates.names.put("api.example", "127.0.0.1");
    try (ScriptedUpstream upstream = ScriptedUpstream.always(OK)) {
      String port = String.valueOf(upstream.port());
      String part = port.substring(0, port.length() - 1);
      ObjectNode own =
          nothing()
              .put("region", "api")
              .put("loop", "127.0.0.1")
              .put("noPort", "http://127.0.0.1")
              .put("one", 1)
              .put("port", upstream.port())
              .put("last", port.substring(port.length() - 1));
      String filled = template.replace("PORTPART", part).replace("PORT", port);
      try (ServiceEgress egress = gates.bound(Definitions.allowing(filled), SPEC, own)) {
        refused(egress, URI.create(asked.replace("PORT", port) + "/x"));

        assertThat(upstream.connections).hasValue(0);
      }
    }
  }

  @Test
  void aDefaultOfTheSchemaNamesNothing() throws IOException {
    try (ScriptedUpstream upstream = ScriptedUpstream.always(OK);
        ServiceEgress egress =
            gates.bound(
                Definitions.allowing("{config.baseUrl}"),
                SPEC,
                Gates.config(upstream.origin()),
                nothing())) {
      refused(egress, upstream.uri("/x"));

      assertThat(upstream.connections).hasValue(0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{config.base}",
        "{config.base}/v1",
        "http://{config.host}:{config.port}/v1",
        "http://{config.authority}",
      })
  void theOwnerMayNameIt(String template) throws IOException {
    gates.names.put("gpu.lan", "127.0.0.1");
    try (ScriptedUpstream upstream = ScriptedUpstream.always(OK)) {
      ObjectNode own =
          nothing()
              .put("base", "http://gpu.lan:" + upstream.port())
              .put("host", "gpu.lan")
              .put("port", upstream.port())
              .put("authority", "gpu.lan:" + upstream.port());
      try (ServiceEgress egress = gates.bound(Definitions.allowing(template), SPEC, own)) {
        URI uri = URI.create("http://gpu.lan:" + upstream.port() + "/v1/x");

        assertThat(Gates.text(egress.send(Gates.get(uri)))).isEqualTo("fine");
      }
    }
  }

  @Test
  void whatTheOwnerNamedOpensNoOtherPort() throws IOException {
    try (ScriptedUpstream other = ScriptedUpstream.always(OK);
        ScriptedUpstream upstream = ScriptedUpstream.always(OK);
        ServiceEgress egress =
            gates.bound(
                Definitions.allowing("{config.baseUrl}", other.origin()),
                SPEC,
                Gates.config(upstream.origin()))) {
      assertThat(Gates.text(egress.send(Gates.get(upstream.uri("/x"))))).isEqualTo("fine");
      refused(egress, other.uri("/x"));

      assertThat(other.connections).hasValue(0);
    }
  }

  @Test
  void aRedirectFromThereToWhatTheDefinitionNamesIsRefused() throws IOException {
    try (ScriptedUpstream other = ScriptedUpstream.always(OK);
        ScriptedUpstream upstream =
            ScriptedUpstream.always(
                "HTTP/1.1 307 T\r\nlocation: %s/y\r\ncontent-length: 0\r\n\r\n"
                    .formatted(other.origin()));
        ServiceEgress egress =
            gates.bound(
                Definitions.allowing("{config.baseUrl}", other.origin()),
                SPEC,
                Gates.config(upstream.origin()))) {
      refused(egress, upstream.uri("/x"));

      assertThat(upstream.asked).hasSize(1);
      assertThat(other.connections).hasValue(0);
    }
  }

  @Test
  void aKeptConnectionIsNotUsedOnceItsAddressIsNoMoreTheOwners() throws IOException {
    ServiceDefinition definition = Definitions.allowing("{config.baseUrl}");
    try (ScriptedUpstream upstream = ScriptedUpstream.always(OK)) {
      JsonNode config = Gates.config(upstream.origin());
      try (ServiceEgress egress = gates.bound(definition, SPEC, config, config)) {
        Gates.text(egress.send(Gates.get(upstream.uri("/x"))));

        egress.rebind(Gates.service(definition, SPEC, nothing()), config).taken();

        refused(egress, upstream.uri("/x"));
        assertThat(upstream.asked).hasSize(1);
      }
    }
  }

  @Test
  void aNameWithOneSuchAddressAmongPublicOnesIsRefusedWhole() throws IOException {
    try (ScriptedUpstream upstream = ScriptedUpstream.always(OK)) {
      String base = "http://rebound.example:" + upstream.port();
      gates.many.put("rebound.example", new String[] {"8.8.8.8", "127.0.0.1"});
      try (ServiceEgress egress = gates.bound(Definitions.allowing(base), SPEC, nothing())) {
        refused(egress, URI.create(base + "/x"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"224.0.0.1", "240.0.0.1", "[ff02::1]", "[2001:db8::1]", "0.0.0.1"})
  void whereNoServerIsEvenTheOwnerGetsNowhere(String host) {
    String base = "http://" + host + ":9";
    try (ServiceEgress egress = gates.to(base)) {
      refused(egress, URI.create(base + "/x"));
    }
  }

  private static void refused(ServiceEgress egress, URI uri) {
    Rejection refused = Gates.refusal(egress.send(Gates.get(uri)));

    assertThat(refused.code()).isEqualTo(ErrorCode.EGRESS_REFUSED);
    assertThat(refused.message()).doesNotContain("may not call");
    assertThat(refused.remedy()).isNotBlank();
  }
}

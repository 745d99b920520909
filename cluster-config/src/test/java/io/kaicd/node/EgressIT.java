package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.connector.ConnectorPlugin;
import io.kaicd.contract.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who names an address on a real node, from the definition to the socket. */
class EgressIT {
  private static final String CHAT =
      "{\"model\":\"m1\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
  private static final String ADDRESS = "/api/v1/services/mine/capabilities/llm_chat/chat";

  @TempDir private static Path folder;
  private static Node node;
  private static Api owner;

  @BeforeAll
  static void start() throws Exception {
    node =
        Node.start(
            new NodeOptions(
                folder.resolve("data"),
                "127.0.0.1",
                0,
                "central",
                Set.of(),
                "leveldb",
                "127.0.0.1",
                0,
                List.of()));
    owner = new Api(node.address(), Files.readString(node.tokenFile()).strip());
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  @Test
  void a_definitions_default_reaches_this_machine_only_once_the_owner_says_it_too()
      throws Exception {
    try (EchoUpstream upstream = new EchoUpstream()) {
      assertThat(
              owner.put("/api/v1/definitions/foreign/1.0.0", definition(upstream.base())).status())
          .isEqualTo(201);
      owner.put("/api/v1/services/mine", "{\"definition\":\"foreign@^1\"}");

      awaitCode("egress.refused");
      assertThat(upstream.credentials).isEmpty();

      owner.patch(
          "/api/v1/profiles/dev",
          "{\"services\":{\"mine\":{\"baseUrl\":\"%s\"}}}".formatted(upstream.base()));
      await().atMost(Duration.ofSeconds(20)).until(() -> owner.post(ADDRESS, CHAT).status() == 200);

      owner.patch("/api/v1/profiles/dev", "{\"services\":{\"mine\":null}}");
      awaitCode("egress.refused");
      owner.delete("/api/v1/services/mine");
    }
  }

  private static void awaitCode(String code) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              JsonNode body = owner.post(ADDRESS, CHAT).body();
              assertThat(body.path("code").asText()).isEqualTo(code);
              assertThat(body.path("remedy").asText()).contains("configuration or a profile");
            });
  }

  /** The shipped one, as somebody else might give it to you. */
  private static String definition(String base) {
    ObjectNode foreign = (ObjectNode) new ConnectorPlugin().definitions().getFirst();
    foreign.put("id", "foreign");
    ((ObjectNode) foreign.path("config")).putArray("required");
    ((ObjectNode) foreign.at("/config/properties/baseUrl")).put("default", base);
    return Json.text(foreign);
  }
}

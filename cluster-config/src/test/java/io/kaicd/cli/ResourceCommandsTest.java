package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.cli.FakeServer.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services, definitions, capabilities, nodes and calls. */
class ResourceCommandsTest {
  private static final String GPU =
      """
      {"id":"gpu","generation":3,"definition":"openai-compatible@^1",\
      "resolved":"openai-compatible@1.0.0","enabled":true,"config":{"baseUrl":"http://gpu/v1"},\
      "secrets":{"apiKey":{"env":"KAI_SECRET_GPU"}},"placement":{"node":null},"labels":{"a":"b"},\
      "defaultFor":[],"status":{"phase":"ready","replicas":[{"node":"n1"}],\
      "offers":{"model":["m"]}}}""";

  private final FakeServer node = new FakeServer();
  @TempDir private Path data;

  @AfterEach
  void stop() {
    node.close();
  }

  private Ran kai(String... arguments) {
    return Ran.kai(data, node, arguments);
  }

  @Test
  void servicesAreFoundByWhatTheyCanAndNeedPageByPage() {
    String query = "capability=llm_chat&contract=%5E1&trait=gpu&role=central&phase=ready";
    String line = "GET /api/v1/services?" + query + "&limit=100";
    node.on(line, Answer.ok("{\"items\":[" + GPU + "],\"next\":\"Zw\"}"));
    node.on(line + "&cursor=Zw", Answer.ok("{\"items\":[" + GPU + "],\"next\":null}"));

    Ran ran =
        kai(
            "services",
            "list",
            "--capability",
            "llm_chat",
            "--contract",
            "^1",
            "--trait",
            "gpu",
            "--role",
            "central",
            "--phase",
            "ready");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out().lines()).hasSize(3);
    assertThat(ran.out()).contains("openai-compatible@1.0.0", "ready", "n1", "[\"m\"]");
  }

  @Test
  void aChangeKeepsTheRestAndIsWrittenOverWhatWasRead() {
    node.on("GET /api/v1/services/gpu", Answer.ok(GPU));
    node.on("PUT /api/v1/services/gpu", Answer.ok(GPU));

    Ran off = kai("services", "disable", "gpu");
    Ran pin = kai("services", "pin", "gpu", "1.2.3");

    var puts = node.asked("PUT /api/v1/services/gpu");
    assertThat(off.exit() + pin.exit()).isZero();
    assertThat(puts.get(0).header("If-match")).isEqualTo("\"3\"");
    assertThat(puts.get(0).json().path("enabled").asBoolean(true)).isFalse();
    assertThat(puts.get(0).json().at("/secrets/apiKey/env").asText()).isEqualTo("KAI_SECRET_GPU");
    assertThat(puts.get(0).json().has("status")).isFalse();
    assertThat(puts.get(1).json().path("definition").asText()).isEqualTo("openai-compatible@1.2.3");
    assertThat(puts.get(1).json().path("enabled").asBoolean()).isTrue();
  }

  @Test
  void quarantineReleaseAndRemovalAreSent() {
    node.on("POST /api/v1/services/gpu/quarantine", Answer.ok(GPU));
    node.on("POST /api/v1/services/gpu/release", Answer.ok(GPU));
    node.on("DELETE /api/v1/services/gpu", new Answer(204, "text/plain", ""));

    assertThat(kai("services", "quarantine", "gpu", "--reason", "loud fan").exit()).isZero();
    assertThat(kai("services", "release", "gpu").exit()).isZero();
    assertThat(kai("services", "rm", "gpu", "-o", "json").json().path("done").asText())
        .contains("gpu");
    assertThat(node.asked().getFirst().json().path("reason").asText()).isEqualTo("loud fan");
  }

  @Test
  void aServiceIsPutFromAFileOrOnlyChecked() throws Exception {
    Path file = Files.writeString(data.resolve("s.json"), "{\"definition\":\"x@^1\"}");
    node.on("PUT /api/v1/services/a%2Fb?dryRun=true", Answer.ok("{\"dryRun\":true}"));

    Ran ran = kai("services", "put", "a/b", file.toString(), "--dry-run");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(kai("services", "put", "x", data.resolve("no").toString()).exit())
        .isEqualTo(Kai.USAGE);
  }

  @Test
  void definitionsAreInstalledUnderTheirOwnNameAndVersion() throws Exception {
    Path file =
        Files.writeString(data.resolve("d.json"), "{\"id\":\"mine\",\"version\":\"2.0.0\"}");
    Path other = Files.writeString(data.resolve("o.json"), "{\"id\":\"mine\"}");
    node.on("PUT /api/v1/definitions/mine/2.0.0", Answer.problem(422, "definition.does-not-fit"));
    node.on("DELETE /api/v1/definitions/mine/1.0.0", new Answer(204, "text/plain", ""));

    Ran refused = kai("definitions", "install", file.toString());

    assertThat(refused.exit()).isEqualTo(Kai.REFUSED);
    assertThat(refused.err()).contains("definition.does-not-fit", "do that");
    assertThat(kai("definitions", "install", other.toString()).exit()).isEqualTo(Kai.USAGE);
    assertThat(kai("definitions", "rm", "mine").exit()).isEqualTo(Kai.USAGE);
    assertThat(kai("definitions", "rm", "mine@1.0.0").exit()).isZero();
  }

  @Test
  void capabilitiesAndNodesAreTables() {
    node.on(
        "GET /api/v1/capabilities?limit=100",
        Answer.ok(
            "{\"items\":[{\"id\":\"embedding\",\"version\":\"1.0.0\",\"operations\":[\"embed\"],"
                + "\"services\":2}],\"next\":null}"));
    node.on(
        "GET /api/v1/capabilities/embedding?contract=%5E1", Answer.ok("{\"id\":\"embedding\"}"));
    node.on(
        "GET /api/v1/nodes?limit=100",
        Answer.ok(
            "{\"items\":[{\"id\":\"n1\",\"address\":\"h:1\",\"role\":\"edge\",\"state\":\"up\","
                + "\"traits\":[\"disk\",\"gpu\"],\"self\":true}],\"next\":null}"));

    assertThat(kai("capabilities", "list").out()).containsPattern("embedding +1.0.0 +2 +embed");
    assertThat(kai("capabilities", "show", "embedding", "--contract", "^1").exit()).isZero();
    assertThat(kai("nodes").out()).containsPattern("n1 \\* +h:1 +edge +up +disk,gpu");
    assertThat(kai("nodes", "-o", "json").json().get(0).path("id").asText()).isEqualTo("n1");
  }

  @Test
  void callsSayWhatWentWrong() {
    String call =
        """
        {"id":"c_1","startedAt":"2026-01-01T00:00:00Z","capability":"embedding",\
        "operation":"embed","service":"gpu","outcome":"failed","durationMicros":1500,\
        "code":"upstream.cut","remedy":"Try again"}""";
    node.on(
        "GET /api/v1/calls?limit=5&failed=true&service=gpu",
        Answer.ok("{\"items\":[" + call + "]}"));
    node.on("GET /api/v1/calls/c_1", Answer.ok(call));
    node.on("GET /api/v1/calls/c_2", Answer.problem(404, "call.unknown"));

    assertThat(kai("calls", "--failed", "-n", "5", "--service", "gpu").out())
        .containsPattern("c_1 .*embedding/embed +gpu +failed +1.5 ms +upstream.cut");
    assertThat(kai("calls", "show", "c_1").out()).containsPattern("(?m)^remedy +Try again$");
    assertThat(kai("calls", "show", "c_2").exit()).isEqualTo(Kai.REFUSED);
  }

  @Test
  void everyCommandHasHelp() {
    var commands = Kai.commandLine().getSubcommands();
    assertThat(commands).containsKeys("run", "discover", "add", "index", "ask", "call", "doctor");
    for (String command : commands.keySet()) {
      Ran ran = Ran.kai(command, "--help");
      assertThat(ran.exit()).as(command).isZero();
      assertThat(ran.out()).startsWith("Usage: kai " + command);
    }
    assertThat(Ran.kai("nonsense").exit()).isEqualTo(Kai.USAGE);
    assertThat(Ran.kai().exit()).isEqualTo(Kai.USAGE);
  }
}

package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.cli.FakeServer.Answer;
import io.kaicd.cli.FakeServer.Asked;
import io.kaicd.contract.json.Canonical;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a node that keeps what it is given, as the real one does. */
class ApplyCommandTest {
  private static final String YAML =
      """
      kai: 1
      definitions:
        - id: my-llm
          version: 1.0.0
          host: ^1.0.0
          title: Mine
          category: llm
          implementation: {plugin: connector, version: ^1.0.0}
          capabilities: [{id: llm_chat, version: 1.0.0}]
      services:
        mine: {definition: my-llm@^1}
        gpu:
          definition: openai-compatible@^1
          config: {baseUrl: "http://new/v1"}
          secrets: {apiKey: {env: KAI_SECRET_GPU}}
      """;

  private final FakeServer node = new FakeServer();
  private final Map<String, String> definitions = new TreeMap<>();
  private final Map<String, ObjectNode> services = new TreeMap<>();
  @TempDir private Path folder;

  @BeforeEach
  void start() {
    services.put(
        "gpu",
        (ObjectNode)
            Json.parse(
                """
                {"id":"gpu","generation":3,"definition":"openai-compatible@^1",
                 "resolved":"openai-compatible@1.0.0","enabled":true,
                 "config":{"baseUrl":"http://old/v1"},"placement":{"node":"n1"},
                 "secrets":{"apiKey":{"env":"KAI_SECRET_GPU"}},"labels":{},"defaultFor":[],
                 "status":{"phase":"ready"}}"""));
    node.on("GET /api/v1/definitions?limit=100", any -> list(definitions()));
    node.on("GET /api/v1/services?limit=100", any -> list(List.copyOf(services.values())));
    for (String query : List.of("", "?dryRun=true")) {
      node.on("PUT /api/v1/definitions/my-llm/1.0.0" + query, asked -> install(asked));
      node.on("PUT /api/v1/services/gpu" + query, asked -> put("gpu", asked));
      node.on("PUT /api/v1/services/mine" + query, asked -> put("mine", asked));
    }
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private List<ObjectNode> definitions() {
    return definitions.entrySet().stream()
        .map(
            e ->
                Json.shared()
                    .createObjectNode()
                    .put("id", e.getKey().substring(0, e.getKey().indexOf('@')))
                    .put("version", e.getKey().substring(e.getKey().indexOf('@') + 1))
                    .put("digest", e.getValue()))
        .toList();
  }

  private static Answer list(List<ObjectNode> items) {
    ObjectNode page = Json.shared().createObjectNode().putNull("next");
    ArrayNode all = page.putArray("items");
    items.forEach(all::add);
    return Answer.ok(Json.text(page));
  }

  private Answer install(Asked asked) {
    if (!asked.line().endsWith("dryRun=true")) {
      JsonNode document = asked.json();
      definitions.put(
          document.path("id").asText() + "@" + document.path("version").asText(),
          Canonical.digest(document));
    }
    return Answer.ok("{}");
  }

  private Answer put(String id, Asked asked) {
    ObjectNode before = services.get(id);
    boolean fits =
        before == null
            ? asked.header("If-none-match").equals("*")
            : asked.header("If-match").equals("\"" + before.path("generation").asLong() + "\"");
    if (!fits) {
      return Answer.problem(412, "write.stale");
    }
    if (!asked.line().endsWith("dryRun=true")) {
      long generation = before == null ? 1 : before.path("generation").asLong() + 1;
      services.put(id, ((ObjectNode) asked.json()).put("id", id).put("generation", generation));
    }
    return Answer.ok("{}");
  }

  private Ran apply(String yaml, String... more) {
    try {
      Path file = Files.writeString(folder.resolve("kai.yaml"), yaml);
      String[] arguments = new String[3 + more.length];
      arguments[0] = "apply";
      arguments[1] = "-f";
      arguments[2] = file.toString();
      System.arraycopy(more, 0, arguments, 3, more.length);
      return Ran.kai(folder.resolve("data"), node, arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Asked> writes() {
    return node.asked().stream().filter(asked -> !asked.line().startsWith("GET")).toList();
  }

  @Test
  void definitions_come_before_the_services_that_run_them() {
    Ran ran = apply(YAML);

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(writes())
        .extracting(Asked::line)
        .containsExactly(
            "PUT /api/v1/definitions/my-llm/1.0.0",
            "PUT /api/v1/services/mine",
            "PUT /api/v1/services/gpu");
    JsonNode gpu = Json.shared().valueToTree(services.get("gpu"));
    assertThat(gpu.at("/config/baseUrl").asText()).isEqualTo("http://new/v1");
    assertThat(gpu.at("/placement/node").asText()).as("its data does not move").isEqualTo("n1");
    assertThat(ran.out().lines())
        .containsExactly(
            "+ definition my-llm@1.0.0",
            "+ service mine",
            "~ service gpu",
            "    ~ /config/baseUrl: \"http://old/v1\" -> \"http://new/v1\"",
            "3 changed");
  }

  @Test
  void applied_again_it_changes_nothing() {
    apply(YAML);
    int before = writes().size();

    Ran ran = apply(YAML);

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).isEqualTo("all is as the file says\n");
    assertThat(writes()).hasSize(before);
  }

  @Test
  void a_dry_run_shows_the_same_and_changes_nothing() {
    String services = Json.text(this.services);

    Ran ran = apply(YAML, "--dry-run", "-o", "json");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.json().path("changed").asInt()).isZero();
    assertThat(ran.json().path("steps").findValuesAsText("what"))
        .containsExactly("definition my-llm@1.0.0", "service mine", "service gpu");
    assertThat(ran.json().at("/steps/2/differences/0"))
        .isEqualTo(
            Json.parse(
                """
                {"change":"changed","pointer":"/config/baseUrl",
                 "before":"http://old/v1","after":"http://new/v1"}"""));
    // A service of a definition that is yet to come cannot be asked about.
    assertThat(writes())
        .extracting(Asked::line)
        .containsExactly(
            "PUT /api/v1/definitions/my-llm/1.0.0?dryRun=true",
            "PUT /api/v1/services/gpu?dryRun=true");
    assertThat(Json.text(this.services)).isEqualTo(services);
    assertThat(definitions).isEmpty();
  }

  @Test
  void changed_content_under_an_installed_version_is_refused_before_anything_is_written() {
    definitions.put("my-llm@1.0.0", "sha256:00");

    Ran ran = apply(YAML);

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("definition.conflict", "my-llm@1.0.0");
    assertThat(writes()).isEmpty();
  }

  @Test
  void what_the_node_refuses_ends_it_and_can_be_taken_up_again() {
    node.on("PUT /api/v1/services/mine", any -> Answer.problem(422, "service.invalid"));

    Ran ran = apply(YAML);

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("service.invalid", "/a/b");
    assertThat(definitions).containsOnlyKeys("my-llm@1.0.0");
    assertThat(services).containsOnlyKeys("gpu");
    node.on("PUT /api/v1/services/mine", asked -> put("mine", asked));
    assertThat(apply(YAML).out()).startsWith("+ service mine\n").contains("2 changed");
  }

  @Test
  void a_file_that_is_not_understood_is_refused_with_its_places() {
    Ran ran =
        apply(
            """
            kai: 2
            service: {}
            services:
              gpu: {definition: 5, confg: {}}
            definitions: [{id: x}]
            profiles:
              a/b: {layer: 5}
            """);

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err())
        .contains("configuration.invalid")
        .contains("/kai", "/service ", "/services/gpu/definition", "/services/gpu/confg")
        .contains("/definitions/0/version", "/profiles/a~1b/layer ");
    assertThat(node.asked()).isEmpty();
    assertThat(apply("a: &x 1\nb: *x").err()).contains("request.malformed", "anchors");
  }

  @Test
  void profiles_are_one_change_after_the_services_and_the_switch_comes_last() {
    node.on(
        "GET /api/v1/profiles?limit=100",
        Answer.ok(
            """
            {"items":[
              {"id":"prod","version":12,"parent":null,"active":false,"layer":{}},
              {"id":"dev","version":3,"parent":null,"active":true,"layer":{}}],"next":null}"""));
    for (String query : List.of("", "?dryRun=true")) {
      node.on("POST /api/v1/configuration/import" + query, Answer.ok("{}"));
      node.on("POST /api/v1/profiles/prod/activate" + query, Answer.ok("{}"));
    }
    String yaml =
        YAML
            + """
            profiles:
              dev: {}
              prod: {layer: {services: {gpu: {maxInFlight: 4}}}}
            active: prod
            """;

    Ran dry = apply(yaml, "--dry-run");

    assertThat(dry.exit()).as(dry.err()).isZero();
    // What stands on a service or a profile that is yet to come cannot be asked about.
    assertThat(writes()).noneMatch(asked -> asked.line().startsWith("POST"));

    Ran ran = apply(yaml);

    assertThat(ran.exit()).as(ran.err()).isZero();
    List<Asked> last = writes().subList(writes().size() - 2, writes().size());
    assertThat(last)
        .extracting(Asked::line)
        .containsExactly(
            "POST /api/v1/configuration/import", "POST /api/v1/profiles/prod/activate");
    assertThat(last.getFirst().json())
        .isEqualTo(
            Json.parse(
                """
                {"profiles":{"prod":{"parent":"",
                  "layer":{"services":{"gpu":{"maxInFlight":4}}}}},"ifVersions":{"prod":12}}"""));
    assertThat(ran.out())
        .contains("~ /active: \"dev\" -> \"prod\"", "/prod/layer/services", "5 changed");

    apply(yaml, "--dry-run");

    assertThat(writes())
        .extracting(Asked::line)
        .contains("POST /api/v1/configuration/import?dryRun=true");
  }

  @Test
  void profiles_are_not_checked_against_a_service_as_it_was_before() {
    node.on(
        "GET /api/v1/profiles?limit=100",
        Answer.ok("{\"items\":[{\"id\":\"dev\",\"version\":3,\"active\":true,\"layer\":{}}]}"));
    node.on(
        "POST /api/v1/configuration/import?dryRun=true",
        Answer.problem(422, "configuration.invalid"));
    String yaml =
        """
        kai: 1
        services:
          gpu: {definition: another@^1, config: {size: 4}}
        profiles:
          dev: {layer: {services: {gpu: {size: 5}}}}
        """;

    Ran ran = apply(yaml, "--dry-run");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(writes())
        .extracting(Asked::line)
        .containsExactly("PUT /api/v1/services/gpu?dryRun=true");
  }

  @Test
  void a_file_that_is_not_there_is_wrong_usage() {
    assertThat(Ran.kai(folder, node, "apply", "-f", "nowhere.yaml").exit()).isEqualTo(2);
    assertThat(Ran.kai(folder, node, "apply").exit()).isEqualTo(2);
  }
}

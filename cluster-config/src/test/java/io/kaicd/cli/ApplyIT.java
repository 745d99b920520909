package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.cli.FakeServer.Answer;
import io.kaicd.cli.FakeServer.Asked;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kai apply} on a real node: what it writes, and when it writes nothing. */
class ApplyIT {
  private static final String YAML =
      """
      kai: 1
      definitions:
        - id: loud
          version: 1.0.0
          host: ^1.0.0
          title: Loud
          category: test
          implementation: {plugin: echo, version: ^1.0.0}
          capabilities: [{id: echo, version: 1.0.0}]
          config:
            type: object
            additionalProperties: false
            properties: {volume: {type: integer, maximum: 11}}
      services:
        megaphone: {definition: loud@^1, config: {volume: 3}, labels: {where: "yard"}}
        whisper: {definition: echo@^1, config: {word: psst}}
      profiles:
        night: {parent: dev, layer: {services: {megaphone: {volume: 1}}}}
      active: night
      """;

  @TempDir private Path folder;
  private RealNode node;

  @BeforeEach
  void start() throws Exception {
    node = new RealNode(folder.resolve("data"));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Ran apply(String yaml, String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of("apply", "-f", file(yaml)));
    words.addAll(List.of(more));
    return node.kai(words.toArray(String[]::new));
  }

  private String file(String yaml) throws Exception {
    return Files.writeString(folder.resolve("kai.yaml"), yaml).toString();
  }

  private List<String> events(ReadJournal before) throws Exception {
    return node.journal().since(before).stream().map(ReadJournal.Told::name).toList();
  }

  private int volume() throws Exception {
    return node.get("/api/v1/profiles/night/effective?service=megaphone")
        .at("/value/volume")
        .asInt();
  }

  @Test
  void twice_is_once_and_a_dry_run_is_nothing() throws Exception {
    ReadJournal start = node.journal();
    Ran dry = apply(YAML, "--dry-run");
    assertThat(dry.exit()).as(dry.err()).isZero();
    assertThat(dry.out())
        .contains("+ definition loud@1.0.0", "+ service megaphone", "nothing was changed");
    assertThat(events(start)).isEmpty();

    Ran once = apply(YAML);
    assertThat(once.exit()).as(once.err()).isZero();
    assertThat(once.out()).contains("5 changed");
    assertThat(events(start))
        .containsExactlyInAnyOrder(
            "registry/definition-installed",
            "registry/service-put",
            "registry/service-put",
            "configuration/profiles-imported",
            "configuration/profile-activated");
    assertThat(volume()).isEqualTo(1);

    ReadJournal after = node.journal();
    assertThat(apply(YAML).out()).isEqualTo("all is as the file says\n");
    assertThat(apply(YAML, "--dry-run").out()).contains("all is as the file says");
    assertThat(events(after)).isEmpty();

    String louder = YAML.replace("volume: 1", "volume: 2").replace("yard", "street");
    assertThat(apply(louder, "--dry-run").out()).contains("\"yard\" -> \"street\"", "1 -> 2");
    assertThat(events(after)).isEmpty();
    assertThat(apply(louder).out()).contains("2 changed");
    assertThat(volume()).isEqualTo(2);
  }

  @Test
  void a_service_that_moves_to_another_installed_definition_can_be_shown_first() throws Exception {
    apply(YAML);
    String moved =
        YAML.replace("definition: echo@^1, config: {word: psst}", "definition: loud@^1, config: {}")
            .replace("{volume: 1}}", "{volume: 1}, whisper: {volume: 5}}");
    ReadJournal before = node.journal();

    Ran dry = apply(moved, "--dry-run");
    assertThat(dry.exit()).as(dry.err()).isZero();
    assertThat(events(before)).isEmpty();

    assertThat(apply(moved).exit()).isZero();
    assertThat(events(before)).hasSize(2);
  }

  @Test
  void the_first_refusal_ends_it_and_the_next_run_goes_on() throws Exception {
    ReadJournal before = node.journal();

    Ran refused = apply(YAML.replace("word: psst", "word: 5"));

    assertThat(refused.exit()).isEqualTo(Kai.REFUSED);
    assertThat(refused.err()).contains("/config/word");
    assertThat(events(before))
        .containsExactlyInAnyOrder("registry/definition-installed", "registry/service-put");
    Ran on = apply(YAML);
    assertThat(on.exit()).as(on.err()).isZero();
    assertThat(on.out()).startsWith("+ service whisper").contains("3 changed");
  }

  @Test
  void what_somebody_else_changed_meanwhile_is_not_overwritten() throws Exception {
    apply(YAML);
    String theirs = "{\"definition\":\"loud@^1\",\"config\":{\"volume\":11}}";
    try (Asking owner = new Asking(node.address(), node.token());
        FakeServer between = new FakeServer()) {
      between.otherwise(
          asked -> {
            if (asked.line().startsWith("PUT /api/v1/services/megaphone")) {
              pass(owner, new Asked(asked.line(), java.util.Map.of(), theirs), "");
            }
            return pass(owner, asked, asked.header("If-match"));
          });
      Path token = Files.writeString(folder.resolve("token"), node.token());
      Ran ran =
          Ran.kai(
              "apply",
              "-f",
              file(YAML.replace("volume: 3", "volume: 4")),
              "--address",
              between.address(),
              "--token-file",
              token.toString());

      assertThat(ran.exit()).isEqualTo(Kai.REFUSED);
      assertThat(ran.err()).contains("write.stale");
      assertThat(node.get("/api/v1/services/megaphone").at("/config/volume").asInt()).isEqualTo(11);
    }
  }

  private static Answer pass(Asking owner, Asked asked, String match) {
    String[] line = asked.line().split(" ", 2);
    try {
      var answer =
          match.isEmpty()
              ? owner.ask(line[0], line[1], asked.body())
              : owner.ask(line[0], line[1], asked.body(), "If-Match", match);
      return new Answer(
          answer.statusCode(),
          answer.headers().firstValue("Content-Type").orElse("text/plain"),
          answer.body());
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.cli.FakeServer.Answer;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigCommandTest {
  private final FakeServer node = new FakeServer();
  @TempDir private Path data;

  @AfterEach
  void stop() {
    node.close();
  }

  private Ran config(String command, String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "config";
    all[1] = command;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Ran.kai(data, node, all);
  }

  @Test
  void two_versions_or_two_times_are_compared() {
    String changed =
        """
        {"differences":[{"pointer":"/layer/user/a","change":"changed","before":1,"after":2},
          {"pointer":"/parent","change":"added","after":"dev"},
          {"pointer":"/layer/host","change":"removed","before":{}}]}""";
    node.on("GET /api/v1/profiles/dev/diff?to=5&from=3", Answer.ok(changed));
    node.on(
        "GET /api/v1/profiles/dev/diff?to=2026-11-02T00%3A00%3A00Z&from=2026-11-01T00%3A00%3A00Z",
        Answer.ok("{\"differences\":[]}"));

    Ran versions = config("diff", "dev", "--from", "3", "--to", "5");
    Ran times =
        config("diff", "dev", "--from", "2026-11-01T00:00:00Z", "--to", "2026-11-02T00:00:00Z");

    assertThat(versions.out().lines())
        .containsExactly("~ /layer/user/a: 1 -> 2", "+ /parent: \"dev\"", "- /layer/host: {}");
    assertThat(times.exit()).as(times.err()).isZero();
    assertThat(config("diff", "dev").exit()).isEqualTo(2);
  }

  @Test
  void versions_tell_what_they_undo_and_where_the_older_ones_are() {
    node.on(
        "GET /api/v1/profiles/dev/versions?limit=2&cursor=9",
        Answer.ok(
            """
            {"items":[
              {"version":8,"actor":"host","at":"t","reason":"version 7 undone: no","undoes":7},
              {"version":7,"actor":"owner","at":"t","reason":"try","undoes":null}],"next":"7"}"""));

    Ran ran = config("versions", "dev", "--before", "9", "--limit", "2");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("UNDOES", "version 7 undone: no", "there are older ones: --before 7");
  }

  @Test
  void a_promotion_guards_both_profiles() {
    String promote = "POST /api/v1/profiles/dev/promote?dryRun=false";
    node.on(promote, Answer.ok("{}"));

    config("promote", "dev", "prod", "--if-version", "4", "--if-target", "12");
    config("promote", "dev", "prod");

    assertThat(node.asked(promote).getFirst().header("If-match")).isEqualTo("\"4\"");
    assertThat(node.asked(promote).getFirst().json())
        .isEqualTo(Json.parse("{\"to\":\"prod\",\"ifTarget\":12}"));
    assertThat(node.asked(promote).getLast().header("If-match")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "set dev host.x=1, PATCH /api/v1/profiles/dev?dryRun=false",
    "unset dev host.x, PATCH /api/v1/profiles/dev?dryRun=false",
    "activate dev, POST /api/v1/profiles/dev/activate?dryRun=false",
    "rollback dev 3, POST /api/v1/profiles/dev/rollback?dryRun=false",
    "rm dev, DELETE /api/v1/profiles/dev?dryRun=false",
  })
  void a_change_is_made_only_over_the_version_that_its_writer_saw(String command, String request) {
    node.on(request, Answer.problem(412, "write.stale"));
    String name = command.substring(0, command.indexOf(' '));
    String rest = command.substring(command.indexOf(' ') + 1);

    config(name, rest.split(" "));
    Ran stale = config(name, (rest + " --if-version 4").split(" "));

    assertThat(node.asked(request).getFirst().header("If-match")).isEmpty();
    assertThat(node.asked(request).getLast().header("If-match")).isEqualTo("\"4\"");
    assertThat(stale.exit()).isEqualTo(Kai.REFUSED);
    assertThat(stale.err()).contains("write.stale");
  }

  @Test
  void a_profile_that_is_there_is_not_made_anew() {
    String put = "PUT /api/v1/profiles/mine?dryRun=false";
    node.on(put, Answer.problem(412, "write.stale"));

    Ran ran = config("create", "mine", "--parent", "dev");

    assertThat(ran.exit()).isEqualTo(Kai.REFUSED);
    assertThat(ran.err()).contains("write.stale");
    assertThat(node.asked(put).getFirst().header("If-none-match")).isEqualTo("*");
  }

  @Test
  void an_import_sends_the_versions_that_its_writer_saw() throws IOException {
    String post = "POST /api/v1/configuration/import?dryRun=false";
    node.on(post, Answer.ok("{}"));
    String document = "{\"profiles\":{\"dev\":{}},\"ifVersions\":{\"dev\":3,\"mine\":null}}";

    Ran ran = config("import", Files.writeString(data.resolve("all.json"), document).toString());

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(node.asked(post).getFirst().json()).isEqualTo(Json.parse(document));
  }

  @Test
  void an_explanation_names_each_clash() {
    node.on(
        "GET /api/v1/profiles/dev/explain?key=services.gpu.timeout",
        Answer.ok(
            """
            {"key":"/services/gpu/timeout","values":[{"pointer":"/services/gpu/timeout",
              "value":"PT9S","source":{"layer":"node","variable":"KAI_CONFIG_GPU__TIMEOUT"},
              "overrides":[{"source":{"layer":"profile","profile":"dev"},"value":"PT3S"}]}],
             "clashes":["KAI_CONFIG_GPU__TIMEOUT hides it of profile 'dev'"]}"""));

    Ran ran = config("explain", "dev", "services.gpu.timeout");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("node KAI_CONFIG_GPU__TIMEOUT", "profile dev \"PT3S\"")
        .contains("clash: KAI_CONFIG_GPU__TIMEOUT hides it of profile 'dev'");
  }
}

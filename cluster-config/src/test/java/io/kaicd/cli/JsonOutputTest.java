package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.cli.FakeServer.Answer;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every command there is, with {@code -o json}: what it prints is JSON, and there is some. */
class JsonOutputTest {
  private static final String KEY = "sk-1";

  /** How each is called; a new command has to be written here. */
  private static final Map<String, String> CALLS = new TreeMap<>();

  /** It prints what its node says and ends with the node. */
  private static final Set<String> NONE = Set.of("run");

  /** They read and write a folder's journal and its keys, and have tests of their own. */
  private static final Set<String> WITHOUT_A_NODE =
      Set.of(
          "journal verify",
          "journal backup",
          "journal restore",
          "journal checkpoint",
          "vault backup",
          "vault restore");

  static {
    call("index", "docs --into notes");
    call("ask", "notes what?");
    call("call", "embedding embed {\"input\":\"x\"}");
    call("calls", "");
    call("calls show", "c_1");
    call("services list", "");
    call("services show", "x");
    call("services egress", "x");
    call("services put", "x document.json");
    call("services rm", "x");
    call("services enable", "x");
    call("services disable", "x");
    call("services pin", "x ^1");
    call("services quarantine", "x");
    call("services release", "x");
    call("definitions list", "");
    call("definitions show", "x");
    call("definitions install", "document.json");
    call("definitions rm", "x@1.0.0");
    call("capabilities list", "");
    call("capabilities show", "x");
    call("nodes", "");
    call("config list", "");
    call("config show", "dev");
    call("config set", "dev user.a=1");
    call("config unset", "dev user.a");
    call("config effective", "dev");
    call("config explain", "dev user.a");
    call("config diff", "dev --to prod");
    call("config versions", "dev");
    call("config activate", "dev");
    call("config promote", "dev prod");
    call("config rollback", "dev 1");
    call("config create", "mine");
    call("config rm", "mine");
    call("config export", "");
    call("config import", "document.json");
    call("keys create", "app --scope read");
    call("keys list", "");
    call("keys revoke", "app");
    call("secrets put", "x --to api.example.com --value-stdin");
    call("secrets list", "");
    call("secrets show", "x");
    call("secrets rotate", "x --value-stdin");
    call("secrets rollback", "x 1");
    call("secrets expire", "x never");
    call("secrets delete", "x");
    call("secrets export", "new.json --passphrase-stdin");
    call("secrets import", "document.json --passphrase-stdin");
    call("vault status", "");
    call("vault setup", "--key-file");
    call("vault unlock", "--passphrase-stdin");
    call("vault lock", "");
    call("vault passphrase", "--passphrases-stdin");
    call("vault root", "key-file");
    call("vault rotate", "");
    call("vault auto-lock", "15");
    call("audit", "");
    call("journal history", "");
    call("discover", "--port ollama=1 --port lm-studio=1 --port llama-cpp=1 --port vllm=1");
    call("add", "openai --no-test --key-stdin --vault-key-file");
    call("apply", "-f kai.json");
    call("doctor", "");
  }

  private final FakeServer node = new FakeServer();
  @TempDir private Path folder;

  private static void call(String command, String arguments) {
    CALLS.put(command, arguments);
  }

  @BeforeEach
  void start() throws IOException {
    Files.createDirectories(folder.resolve("docs"));
    Files.writeString(folder.resolve("docs/a.md"), "hello");
    Files.writeString(folder.resolve("document.json"), "{\"id\":\"x\",\"version\":\"1.0.0\"}");
    Files.writeString(folder.resolve("kai.json"), "{\"kai\":1}");
    String item =
        """
        {"items":[],"next":null,"status":{"phase":"ready"},"definition":"x@^1",\
        "data":[],"points":[],"collections":[],"token":"t","state":"unset","version":1}""";
    node.otherwise(
        asked ->
            asked.line().startsWith("DELETE ")
                ? new Answer(204, "text/plain", "")
                : asked.line().startsWith("GET /api/v1/secrets/openai")
                    ? Answer.problem(404, "secret.unknown")
                    : Answer.ok(item));
    node.on(
        "POST /api/v1/capabilities/embedding/embed",
        Answer.ok("{\"model\":\"m\",\"data\":[{\"index\":0,\"embedding\":\"AACAPw==\"}]}"));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static Set<String> commands(CommandLine at, String name) {
    Set<String> found = new TreeSet<>();
    boolean runs =
        at.getCommand() instanceof Runnable
            || at.getCommand() instanceof java.util.concurrent.Callable<?>
            || at.getCommand() instanceof java.lang.reflect.Method;
    if (runs && !name.isEmpty()) {
      found.add(name);
    }
    at.getSubcommands()
        .forEach(
            (sub, line) -> found.addAll(commands(line, name.isEmpty() ? sub : name + " " + sub)));
    return found;
  }

  @Test
  void every_command_is_here() {
    Set<String> here = new TreeSet<>(CALLS.keySet());
    here.addAll(NONE);
    here.addAll(WITHOUT_A_NODE);

    assertThat(commands(Kai.commandLine(), "")).isEqualTo(here);
  }

  @TestFactory
  Stream<DynamicTest> prints_json() {
    return CALLS.entrySet().stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.getKey(), () -> printsJson(one.getKey(), one.getValue())));
  }

  private void printsJson(String command, String arguments) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    for (String word : arguments.split(" ", -1)) {
      if (!word.isEmpty()) {
        boolean file = word.endsWith(".json") || word.equals("docs");
        words.add(file ? folder.resolve(word).toString() : word);
      }
    }
    words.addAll(List.of("-o", "json"));
    String input = command.equals("vault passphrase") ? KEY : KEY + "\n";

    Ran ran =
        Ran.piped(input, () -> Ran.kai(folder.resolve("data"), node, words.toArray(String[]::new)));

    assertThat(ran.out()).as("%s: %s", command, ran.err()).isNotBlank();
    assertThat(Json.parse(ran.out()).isContainerNode()).isTrue();
    if (!command.equals("doctor")) { // which finds much that a fake node has not
      assertThat(ran.exit()).as(ran.err()).isZero();
    }
  }

  @Test
  void a_refusal_is_its_problem_on_standard_error() {
    node.otherwise(any -> Answer.problem(403, "auth.forbidden"));

    Ran ran = Ran.kai(folder.resolve("data"), node, "keys", "revoke", "x", "-o", "json");

    assertThat(ran.out()).isEmpty();
    assertThat(Json.parse(ran.err()).path("code").asText()).isEqualTo("auth.forbidden");
  }

  @Test
  void a_dry_run_says_what_it_was() {
    node.on(
        "DELETE /api/v1/profiles/mine?dryRun=true",
        Answer.ok("{\"dryRun\":true,\"changed\":true}"));
    String[] words = {"config", "rm", "mine", "--dry-run"};

    Ran text = Ran.kai(folder.resolve("data"), node, words);
    Ran json = Ran.kai(folder.resolve("data"), node, "config", "rm", "mine", "--dry-run", "-ojson");

    assertThat(text.out()).contains("dryRun").doesNotContain("is removed");
    assertThat(json.json().path("dryRun").asBoolean()).isTrue();
  }
}

package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.cli.FakeServer.Answer;
import io.kaicd.cli.FakeServer.Asked;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code add --key}: what is asked of somebody, of the node, in which order, and taken back. */
class AddedKeyTest {
  private static final String SERVICE = "/api/v1/services/mine";
  private static final String SECRET = "/api/v1/secrets/mine";
  private static final String SECOND = "/api/v1/secrets/mine-2";
  private static final String VAULT = "/api/v1/vault";
  private static final String BASE = "https://api.example.com/v1";
  private static final String UNLOCKED = "{\"state\":\"unlocked\",\"root\":\"key-file\"}";

  private final FakeServer node = new FakeServer();
  @TempDir private Path data;

  @BeforeEach
  void start() {
    node.on("GET " + VAULT, Answer.ok("{\"state\":\"unset\"}"));
    node.on("POST " + VAULT + "/setup", Answer.ok(UNLOCKED));
    node.on("POST " + VAULT + "/unlock", Answer.ok(UNLOCKED));
    for (String secret : List.of(SECRET, SECOND)) {
      node.on("GET " + secret, Answer.problem(404, "secret.unknown"));
      node.on("PUT " + secret, Answer.ok("{\"version\":1}"));
      node.on("DELETE " + secret, new Answer(204, "text/plain", ""));
      node.on("POST " + secret + "/rotate", Answer.ok("{\"version\":4}"));
      node.on("POST " + secret + "/rollback", Answer.ok("{}"));
    }
    node.on("PUT " + SERVICE + "?dryRun=true", Answer.ok("{\"dryRun\":true}"));
    node.on("PUT " + SERVICE, Answer.ok("{}"));
    node.on("GET " + SERVICE, service(3, "{}"));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static Answer service(int generation, String more) {
    return Answer.ok(
        """
        {"id":"mine","generation":%d,"definition":"openai-compatible@1.0.0","enabled":true,\
        "resolved":"openai-compatible@1.0.0",\
        "config":{"baseUrl":"%s","maxInFlight":3},"secrets":{"apiKey":{"secret":"mine"}},\
        "placement":{"node":"n1"},"labels":{"locality":"local"},"defaultFor":["llm_chat"],\
        "status":{"phase":"ready","observed":%d},"more":%s}"""
            .formatted(generation, BASE, generation, more));
  }

  private void secret(int version, String host, String expires) {
    node.on(
        "GET " + SECRET,
        Answer.ok(
            """
            {"name":"mine","version":%d,"allow":[{"host":"%s","path":"/v1"}],"expires":%s}"""
                .formatted(version, host, expires)));
  }

  private Ran add(Terminal terminal, String key, String... more) {
    List<String> all = new ArrayList<>(List.of("add", "openai-compatible", BASE));
    all.addAll(List.of("--as", "mine", "--no-test", "--key-stdin"));
    all.addAll(List.of(more));
    return Ran.piped(key, () -> Ran.kai(terminal, data, node, all.toArray(String[]::new)));
  }

  /** All that changes something, without what only asks whether it would. */
  private List<String> changes() {
    return node.asked().stream()
        .map(Asked::line)
        .filter(line -> !line.startsWith("GET ") && !line.contains("dryRun=true"))
        .toList();
  }

  @Test
  void the_service_is_asked_for_first_and_then_the_vault_is_set_up_as_somebody_says() {
    Typing somebody = new Typing("what?", "k");

    Ran ran = add(somebody, "sk-1\n");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.err()).contains("After a reboot", "the vault is unlocked by its key file");
    assertThat(somebody.asked).containsExactly("p or k? ", "p or k? ");
    assertThat(changes())
        .containsExactly("POST " + VAULT + "/setup", "PUT " + SECRET, "PUT " + SERVICE);
    assertThat(node.asked().stream().map(Asked::line).toList())
        .startsWith("GET " + SECRET, "PUT " + SERVICE + "?dryRun=true");
    assertThat(node.asked("POST " + VAULT + "/setup").getFirst().body())
        .isEqualTo("{\"root\":\"key-file\"}");
    JsonNode put = node.asked("PUT " + SECRET).getFirst().json();
    assertThat(put.path("value").asText()).isEqualTo("sk-1");
    assertThat(put.path("allow").toString())
        .isEqualTo("[{\"host\":\"api.example.com\",\"path\":\"/v1\"}]");
    for (String line : List.of("PUT " + SERVICE, "PUT " + SERVICE + "?dryRun=true")) {
      Asked service = node.asked(line).getFirst();
      assertThat(service.header("If-none-match")).isEqualTo("*");
      assertThat(service.json().at("/secrets/apiKey/secret").asText()).isEqualTo("mine");
    }
  }

  @Test
  void a_passphrase_is_typed_twice_and_a_slip_stores_nothing() {
    Ran slip = add(new Typing("p", "correct horse battery", "correct horse buttery"), "sk-1");
    assertThat(slip.exit()).isEqualTo(Kai.USAGE);
    assertThat(changes()).isEmpty();

    Typing somebody = new Typing("p", "correct horse battery", "correct horse battery");
    assertThat(add(somebody, "sk-1").exit()).isZero();

    assertThat(somebody.asked)
        .containsExactly("p or k? ", "hidden New passphrase: ", "hidden New passphrase again: ");
    assertThat(node.asked("POST " + VAULT + "/setup").getFirst().json().path("passphrase").asText())
        .isEqualTo("correct horse battery");
  }

  @Test
  void where_nobody_can_be_asked_it_says_what_each_root_means_after_a_reboot() {
    Ran ran = add(Terminal.NOBODY, "sk-1");

    assertThat(ran.exit()).isEqualTo(Kai.REFUSED);
    assertThat(ran.err()).contains("add.vault-unset", "--vault-key-file", "kai vault unlock");
    assertThat(ran.err().split("reboot", -1)).hasSizeGreaterThan(2);
    assertThat(changes()).isEmpty();

    assertThat(add(Terminal.NOBODY, "sk-1", "--vault-key-file").exit()).isZero();
    assertThat(changes()).startsWith("POST " + VAULT + "/setup");
  }

  @Test
  void a_locked_vault_is_opened_by_who_is_there() {
    node.on("GET " + VAULT, Answer.ok("{\"state\":\"locked\",\"root\":\"passphrase\"}"));

    Ran nobody = add(Terminal.NOBODY, "sk-1");
    assertThat(nobody.err()).contains("add.vault-locked", "kai vault unlock");
    assertThat(changes()).isEmpty();

    assertThat(add(new Typing("correct horse battery"), "sk-1").exit()).isZero();
    assertThat(node.asked("POST " + VAULT + "/unlock").getFirst().body())
        .isEqualTo("{\"passphrase\":\"correct horse battery\"}");
  }

  @Test
  void the_key_itself_is_typed_without_an_echo() {
    Typing somebody = new Typing("sk-typed");
    String[] words = {
      "add", "openai-compatible", BASE, "--as", "mine", "--no-test", "--key", "--vault-key-file"
    };

    assertThat(Ran.kai(somebody, data, node, words).exit()).isZero();
    assertThat(somebody.asked).containsExactly("hidden The key: ");
    assertThat(node.asked("PUT " + SECRET).getFirst().json().path("value").asText())
        .isEqualTo("sk-typed");
    assertThat(Ran.kai(data, node, words).exit()).as("nobody there").isEqualTo(Kai.USAGE);
  }

  @Test
  void a_service_that_would_be_refused_sets_nothing_up_and_stores_nothing() {
    node.on("PUT " + SERVICE + "?dryRun=true", Answer.problem(422, "config.invalid"));
    Ran refused = add(Terminal.NOBODY, "sk-1", "--vault-key-file");
    node.on("PUT " + SERVICE + "?dryRun=true", Answer.problem(412, "write.stale"));
    Ran there = add(Terminal.NOBODY, "sk-1", "--vault-key-file");
    secret(3, "api.example.com", "null");
    Ran secretThere = add(Terminal.NOBODY, "sk-1", "--vault-key-file");

    assertThat(refused.err()).contains("config.invalid");
    assertThat(there.err()).contains("add.exists", "a service mine");
    assertThat(secretThere.err()).contains("add.exists", "a secret mine");
    assertThat(changes()).isEmpty();
  }

  @Test
  void a_service_that_is_refused_after_all_leaves_no_secret() {
    node.on("PUT " + SERVICE, Answer.problem(507, "node.no-space"));

    Ran ran = add(Terminal.NOBODY, "sk-1", "--vault-key-file");

    assertThat(ran.err()).contains("node.no-space").doesNotContain("stays in the vault");
    assertThat(changes()).endsWith("PUT " + SERVICE, "DELETE " + SECRET);
  }

  @Test
  void a_key_that_cannot_be_taken_back_does_not_hide_the_cause() {
    node.on("PUT " + SERVICE, Answer.problem(507, "node.no-space"));
    node.on("DELETE " + SECRET, Answer.problem(423, "vault.locked"));

    Ran ran = add(Terminal.NOBODY, "sk-1", "--vault-key-file");

    assertThat(ran.exit()).isEqualTo(Kai.REFUSED);
    assertThat(ran.err())
        .contains("node.no-space", "it is so", "vault.locked", "kai secrets delete mine");
  }

  @Test
  void a_secret_that_goes_elsewhere_or_expires_is_left_alone_and_so_is_its_service() {
    for (String[] other :
        List.of(
            new String[] {"old.example.com", "null"},
            new String[] {"api.example.com", "\"2100-01-01T00:00:00Z\""})) {
      secret(3, other[0], other[1]);
      node.on("PUT " + SERVICE, Answer.ok("{}"));
      Ran replaced = add(Terminal.NOBODY, "sk-2", "--vault-key-file", "--replace");
      node.on("PUT " + SERVICE, Answer.problem(507, "node.no-space"));
      Ran refused = add(Terminal.NOBODY, "sk-2", "--vault-key-file", "--replace");

      assertThat(replaced.exit()).as(replaced.err()).isZero();
      assertThat(replaced.err()).contains("its key is the secret mine-2; mine stays as it is");
      assertThat(refused.exit()).isEqualTo(Kai.REFUSED);
      assertThat(
              node.asked("PUT " + SERVICE).getFirst().json().at("/secrets/apiKey/secret").asText())
          .isEqualTo("mine-2");
      assertThat(changes()).endsWith("PUT " + SECOND, "PUT " + SERVICE, "DELETE " + SECOND);
      assertThat(changes()).noneMatch(line -> line.matches("\\w+ " + SECRET + "(/.*)?"));
    }
  }

  @Test
  void a_secret_that_goes_to_this_very_place_gets_a_version_and_its_last_one_back() {
    secret(3, "api.example.com", "null");
    Ran replaced = add(Terminal.NOBODY, "sk-2", "--vault-key-file", "--replace");
    node.on("PUT " + SERVICE, Answer.problem(507, "node.no-space"));
    Ran refused = add(Terminal.NOBODY, "sk-3", "--vault-key-file", "--replace");

    assertThat(replaced.exit()).as(replaced.err()).isZero();
    assertThat(node.asked("POST " + SECRET + "/rotate").getFirst().body())
        .isEqualTo("{\"value\":\"sk-2\"}");
    assertThat(refused.err()).contains("node.no-space");
    assertThat(node.asked("POST " + SECRET + "/rollback").getFirst().body())
        .isEqualTo("{\"version\":3}");
    assertThat(changes()).noneMatch(line -> line.startsWith("PUT " + SECRET));
  }

  private void ifMatch(String line, String header, String wanted, Answer done) {
    node.on(
        line,
        asked -> asked.header(header).equals(wanted) ? Answer.problem(412, "write.stale") : done);
  }

  /** The look at it was long ago: somebody may have typed a passphrase since. */
  @Test
  void a_secret_that_somebody_else_put_meanwhile_is_left_alone() {
    node.on("PUT " + SERVICE, Answer.problem(507, "node.no-space"));
    ifMatch("PUT " + SECRET, "If-none-match", "*", Answer.ok("{\"version\":2}"));
    Ran made = add(Terminal.NOBODY, "sk-1", "--vault-key-file");
    secret(3, "api.example.com", "null");
    ifMatch("POST " + SECRET + "/rotate", "If-match", "\"3\"", Answer.ok("{\"version\":5}"));
    Ran changed = add(Terminal.NOBODY, "sk-1", "--vault-key-file", "--replace");

    assertThat(made.err()).contains("add.exists", "a secret mine");
    assertThat(changed.err()).contains("add.stale", "kai secrets show mine");
    assertThat(changes())
        .endsWith("PUT " + SECRET, "POST " + VAULT + "/setup", "POST " + SECRET + "/rotate");
    assertThat(changes()).noneMatch(line -> line.contains("DELETE") || line.contains("/rollback"));
  }

  @Test
  void what_somebody_else_made_of_it_since_is_not_taken_back() {
    node.on("PUT " + SERVICE, Answer.problem(507, "node.no-space"));
    ifMatch("DELETE " + SECRET, "If-match", "\"1\"", new Answer(204, "text/plain", ""));
    Ran made = add(Terminal.NOBODY, "sk-1", "--vault-key-file");
    secret(3, "api.example.com", "null");
    ifMatch("POST " + SECRET + "/rollback", "If-match", "\"4\"", Answer.ok("{}"));
    Ran changed = add(Terminal.NOBODY, "sk-1", "--vault-key-file", "--replace");

    for (Ran ran : List.of(made, changed)) {
      assertThat(ran.exit()).isEqualTo(Kai.REFUSED);
      assertThat(ran.err())
          .contains("node.no-space", "changed by somebody else since", "kai secrets show mine")
          .doesNotContain("kai secrets delete", "kai secrets rollback");
    }
  }

  /** Whose version is there is not known then. */
  @Test
  void a_secret_whose_answer_did_not_come_is_left_and_said() {
    node.on(
        "PUT " + SECRET,
        asked -> {
          throw new IllegalStateException("broken off");
        });
    node.on("GET " + SERVICE, Answer.problem(404, "service.unknown"));

    Ran ran = add(Terminal.NOBODY, "sk-1", "--vault-key-file");

    assertThat(ran.exit()).isEqualTo(Kai.UNREACHABLE);
    assertThat(ran.err()).contains("the key may be in the vault", "kai secrets show mine");
    assertThat(changes()).endsWith("PUT " + SECRET);
  }

  @Test
  void a_service_that_is_replaced_keeps_what_was_not_said_anew() {
    secret(3, "api.example.com", "null");

    assertThat(add(Terminal.NOBODY, "sk-2", "--vault-key-file", "--replace").exit()).isZero();

    Asked put = node.asked("PUT " + SERVICE).getFirst();
    assertThat(put.header("If-match")).isEqualTo("\"3\"");
    assertThat(put.json().at("/labels/locality").asText()).isEqualTo("local");
    assertThat(put.json().at("/placement/node").asText()).isEqualTo("n1");
    assertThat(put.json().at("/defaultFor/0").asText()).isEqualTo("llm_chat");
    assertThat(put.json().at("/config/maxInFlight").asInt()).isEqualTo(3);
    assertThat(put.json().path("definition").asText()).isEqualTo("openai-compatible@1.0.0");
    assertThat(put.json().has("status")).isFalse();
    node.on("PUT " + SERVICE, Answer.problem(412, "write.stale"));
    assertThat(add(Terminal.NOBODY, "sk-2", "--vault-key-file", "--replace").err())
        .contains("add.stale");
  }

  @Test
  void a_key_is_not_taken_along_to_another_place() {
    String[] words = {
      "add", "openai-compatible", "http://127.0.0.1:1/v1", "--as", "mine", "--no-test", "--replace"
    };

    Ran ran = Ran.kai(data, node, words);

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.err()).contains("left out");
    JsonNode put = node.asked("PUT " + SERVICE).getFirst().json();
    assertThat(put.path("secrets").isEmpty()).isTrue();
    assertThat(put.at("/labels/locality").asText()).isEqualTo("local");
    words[2] = BASE;
    assertThat(Ran.kai(data, node, words).exit()).isZero();
    assertThat(node.asked("PUT " + SERVICE).getLast().json().at("/secrets/apiKey/secret").asText())
        .isEqualTo("mine");
  }

  @Test
  void where_no_answer_came_the_node_is_asked_what_it_has() {
    node.on(
        "PUT " + SERVICE,
        asked -> {
          throw new IllegalStateException("broken off");
        });
    node.on("GET " + SERVICE, Answer.problem(404, "service.unknown"));
    Ran lost = add(Terminal.NOBODY, "sk-1", "--vault-key-file");
    // The node has taken it: it is at generation 4 of that key.
    secret(3, "api.example.com", "null");
    List<Answer> now = new ArrayList<>(List.of(service(3, "1"), service(4, "2"), service(4, "3")));
    node.on("GET " + SERVICE, any -> now.removeFirst());
    Ran taken = add(Terminal.NOBODY, "sk-1", "--vault-key-file", "--replace");

    assertThat(lost.exit()).isEqualTo(Kai.UNREACHABLE);
    assertThat(changes()).contains("DELETE " + SECRET);
    assertThat(taken.exit()).as(taken.err()).isZero();
    assertThat(changes()).noneMatch(line -> line.endsWith("/rollback"));
  }

  @Test
  void a_key_that_no_header_can_carry_is_wrong_usage() {
    for (String key : List.of("sk-1\nsk-2\n", "sk-1\n\n", " sk-1", "sk-\u2026", "sk\t1")) {
      Ran ran = add(Terminal.NOBODY, key, "--vault-key-file");

      assertThat(ran.exit()).isEqualTo(Kai.USAGE);
      assertThat(ran.err()).contains("no header can carry").doesNotContain("defect", "sk-1");
    }
    assertThat(node.asked()).isEmpty();
  }
}

package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.cli.FakeServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The folder's token goes to the folder's node, and no token over a network in the clear. */
class WhereTheTokenGoesTest {
  private static final String NODES = "GET /api/v1/nodes?limit=100";

  private final FakeServer node = new FakeServer().on(NODES, Answer.ok("{\"items\":[]}"));
  private final FakeServer other = new FakeServer().on(NODES, Answer.ok("{\"items\":[]}"));
  @TempDir private Path data;

  @AfterEach
  void stop() {
    node.close();
    other.close();
  }

  private void noted(long pid) throws IOException {
    Files.writeString(data.resolve("token"), "s3cret-token\n");
    Files.writeString(
        data.resolve("node.json"),
        "{\"address\":\"%s\",\"pid\":%d}".formatted(node.address(), pid));
  }

  @Test
  void the_folders_token_is_not_sent_to_another_address() {
    Ran ran = Ran.kai(data, node, "nodes", "--address", other.address());

    assertThat(ran.exit()).isEqualTo(Kai.USAGE);
    assertThat(ran.err()).contains("--token-file", "KAI_TOKEN").doesNotContain("s3cret");
    assertThat(other.asked(NODES)).isEmpty();
  }

  @Test
  void the_folders_token_is_sent_to_the_folders_own_address() {
    assertThat(Ran.kai(data, node, "nodes", "--address", node.address() + "/").exit()).isZero();
  }

  @Test
  void another_address_gets_the_token_that_is_named_for_it() throws Exception {
    Path token = Files.writeString(data.resolve("another"), "named\n");

    Ran ran =
        Ran.kai(
            data, node, "nodes", "--address", other.address(), "--token-file", token.toString());

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(other.asked(NODES).getFirst().header("Authorization")).isEqualTo("Bearer named");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://192.0.2.1:7480", "node.invalid:7480", "http://[2001:db8::1]:1"})
  void no_token_is_sent_over_plain_http_off_loopback(String address) throws Exception {
    Path token = Files.writeString(data.resolve("another"), "named\n");

    Ran ran = Ran.kai("nodes", "--address", address, "--token-file", token.toString());

    assertThat(ran.exit()).as(ran.err()).isEqualTo(Kai.USAGE);
    assertThat(ran.err()).contains("https");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:1", "127.0.0.1:1", "http://[::1]:1"})
  void loopback_may_be_asked_over_plain_http(String address) throws Exception {
    Path token = Files.writeString(data.resolve("another"), "named\n");

    Ran ran = Ran.kai("nodes", "--address", address, "--token-file", token.toString());

    assertThat(ran.exit()).as("nobody listens there").isEqualTo(Kai.UNREACHABLE);
  }

  @Test
  void the_note_of_a_node_that_was_killed_is_not_believed() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    noted(ended.pid());

    Ran ran = Ran.kai("nodes", "--data", data.toString());

    assertThat(ran.exit()).isEqualTo(Kai.UNREACHABLE);
    assertThat(node.asked(NODES)).isEmpty();
  }

  @Test
  void nor_is_it_when_another_process_has_its_pid() throws Exception {
    long living = ProcessHandle.current().parent().orElseThrow().pid();
    noted(living);
    Files.createFile(data.resolve("lock"));

    Ran ran = Ran.kai("nodes", "--data", data.toString());

    assertThat(ran.exit()).isEqualTo(Kai.UNREACHABLE);
    assertThat(node.asked(NODES)).isEmpty();
  }

  @Test
  void an_address_with_a_path_lays_no_secret_bare() throws Exception {
    Path token = Files.writeString(data.resolve("another"), "named\n");

    Ran ran =
        Ran.piped(
            "sk-hidden",
            () ->
                Ran.kai(
                    "secrets",
                    "put",
                    "mine",
                    "--to",
                    "api.example.com",
                    "--value-stdin",
                    "--show-http",
                    "--address",
                    node.address() + "/kai",
                    "--token-file",
                    token.toString()));

    assertThat(ran.err()).contains("/kai/api/v1/secrets/mine").doesNotContain("sk-hidden");
  }
}

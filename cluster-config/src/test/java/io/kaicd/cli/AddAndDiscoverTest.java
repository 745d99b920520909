package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.cli.FakeServer.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddAndDiscoverTest {
  private static final String SERVICE = "/api/v1/services/mine";
  private static final Answer MODELS =
      Answer.ok("{\"object\":\"list\",\"data\":[{\"id\":\"qwen\"},{\"id\":\"phi\"}]}");

  private final FakeServer node = new FakeServer();
  private final FakeServer upstream = new FakeServer();
  @TempDir private Path data;

  @AfterEach
  void stop() {
    node.close();
    upstream.close();
  }

  private Ran add(String url, String... more) {
    List<String> all = new ArrayList<>(List.of("add", "openai-compatible", url, "--as", "mine"));
    all.addAll(List.of(more));
    return Ran.kai(data, node, all.toArray(String[]::new));
  }

  private static Answer service(String phase, String problem) {
    return Answer.ok(
        "{\"id\":\"mine\",\"generation\":2,\"status\":{\"observed\":2,\"phase\":\"%s\",\"offers\":{\"model\":[\"qwen\"]},"
                .formatted(phase)
            + "\"lastProblem\":%s}}".formatted(problem));
  }

  @Test
  void aServerThatAnswersIsAddedAndAwaited() {
    upstream.on("GET /v1/models", MODELS);
    node.on("PUT " + SERVICE, Answer.ok("{}"));
    List<String> phases = new ArrayList<>(List.of("starting", "starting", "ready"));
    node.on("GET " + SERVICE, any -> service(phases.removeFirst(), "null"));

    Ran ran = add(upstream.address() + "/v1/", "--env", "KAI_SECRET_MINE");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("mine is ready and offers [\"qwen\"]");
    assertThat(ran.err()).contains("has 2 models");
    var put = node.asked("PUT " + SERVICE).getFirst();
    assertThat(put.header("If-none-match")).isEqualTo("*");
    assertThat(put.json().at("/config/baseUrl").asText()).isEqualTo(upstream.address() + "/v1");
    assertThat(put.json().at("/secrets/apiKey/env").asText()).isEqualTo("KAI_SECRET_MINE");
    assertThat(put.json().path("definition").asText()).isEqualTo("openai-compatible@^1");
  }

  @Test
  void eachStepThatFailsIsToldAndNothingIsAdded() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    Ran resolve = add("http://no-such-host.invalid/v1");
    Ran connect = add("http://127.0.0.1:" + closed + "/v1");
    Ran path = add(upstream.address());
    upstream.on("GET /v1/models", Answer.problem(401, "x"));
    Ran key = add(upstream.address() + "/v1");
    upstream.on("GET /v1/models", Answer.ok("{\"hello\":1}"));
    Ran shape = add(upstream.address() + "/v1");

    assertThat(resolve.err()).contains("add.resolve", "Check the name");
    assertThat(connect.err()).contains("add.connect", "Start the server");
    assertThat(path.err()).contains("add.list-models", "/v1");
    assertThat(key.err())
        .contains(
            "add.authenticate",
            "--key, which",
            "--key-stdin: it goes into the vault",
            "--env a variable KAI_SECRET_");
    assertThat(shape.err()).contains("add.list-models", "no list of models");
    assertThat(List.of(resolve, connect, path, key, shape))
        .allMatch(ran -> ran.exit() == Kai.REFUSED);
    assertThat(node.asked()).isEmpty();
  }

  @Test
  void aServerThatSaysNothingIsGivenUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ran ran = add("http://127.0.0.1:" + silent.getLocalPort() + "/v1", "--timeout", "1");

      assertThat(ran.exit()).isEqualTo(Kai.REFUSED);
      assertThat(ran.err()).contains("add.connect", "within 1 s");
    }
  }

  @Test
  void aServiceOfThatIdIsNotOverwritten() {
    node.on("PUT " + SERVICE, Answer.problem(412, "write.stale"));
    node.on("GET " + SERVICE, service("ready", "null"));
    Ran refused = add(upstream.address() + "/v1", "--no-test");
    node.on("PUT " + SERVICE, Answer.ok("{}"));
    Ran replaced = add(upstream.address() + "/v1", "--no-test", "--replace");

    assertThat(refused.err()).contains("add.exists", "--replace");
    assertThat(replaced.exit()).isZero();
    assertThat(node.asked("PUT " + SERVICE).getLast().header("If-none-match")).isEmpty();
    assertThat(upstream.asked()).isEmpty();
  }

  @Test
  void whyItIsNotReadyIsTold() {
    node.on("PUT " + SERVICE, Answer.ok("{}"));
    node.on(
        "GET " + SERVICE,
        service("backing-off", "{\"code\":\"egress.refused\",\"detail\":\"no\"}"));
    Ran told = add(upstream.address() + "/v1", "--no-test", "--timeout", "0");
    node.on("GET " + SERVICE, service("starting", "null"));
    Ran untold = add(upstream.address() + "/v1", "--no-test", "--timeout", "0");

    assertThat(told.err()).contains("egress.refused");
    assertThat(untold.err()).contains("add.not-ready", "starting");
    assertThat(told.exit()).isEqualTo(Kai.REFUSED);
  }

  @Test
  void whatIsNoUrlOrNoSecretsNameIsWrongUsage() {
    for (String url : List.of("ftp://x/v1", "127.0.0.1:80", "http://", "http://u:p@x/v1", "x y")) {
      assertThat(add(url).exit()).as(url).isEqualTo(Kai.USAGE);
    }
    assertThat(add("http://x/v1", "--env", "PATH").exit()).isEqualTo(Kai.USAGE);
  }

  private String[] discover(FakeServer ollama, FakeServer lm, FakeServer llama, FakeServer vllm) {
    return new String[] {
      "discover",
      "--port",
      "ollama=" + ollama.port(),
      "--port",
      "lm-studio=" + lm.port(),
      "--port",
      "llama-cpp=" + llama.port(),
      "--port",
      "vllm=" + vllm.port()
    };
  }

  @Test
  void serversAreKnownByHowTheyAnswer() {
    try (FakeServer lm = new FakeServer();
        FakeServer llama = new FakeServer();
        FakeServer vllm = new FakeServer()) {
      upstream.on("GET /api/version", Answer.ok("{\"version\":\"0.9\"}"));
      upstream.on("GET /v1/models", MODELS);
      lm.on("GET /v1/models", MODELS); // the same API, and no LM Studio
      llama.on("GET /props", Answer.ok("{\"default_generation_settings\":{}}"));
      vllm.on("GET /version", new Answer(200, "text/html", "<html>")); // a web page

      Ran ran = Ran.kai(discover(upstream, lm, llama, vllm));

      assertThat(ran.exit()).isZero();
      assertThat(ran.out())
          .contains("Ollama at " + upstream.address() + "/v1: qwen, phi")
          .contains(
              "./kai add openai-compatible " + upstream.address() + "/v1 --as ollama",
              "An OpenAI-compatible server at " + lm.address(),
              "llama.cpp at " + llama.address())
          .doesNotContain("vLLM", "LM Studio");
    }
  }

  @Test
  void nothingFoundIsNoFailure() {
    Ran ran = Ran.kai(discover(node, node, node, node));

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("no model server", "ollama " + node.port());
    assertThat(Ran.kai("discover", "--port", "nonsense=1").exit()).isEqualTo(Kai.USAGE);
  }
}

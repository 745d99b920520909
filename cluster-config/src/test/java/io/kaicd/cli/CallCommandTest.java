package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.cli.FakeServer.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallCommandTest {
  private static final String CHAT = "POST /api/v1/capabilities/llm_chat/chat";

  private final FakeServer node = new FakeServer();
  @TempDir private Path data;

  @AfterEach
  void stop() {
    node.close();
  }

  private Ran kai(String... arguments) {
    return Ran.kai(data, node, arguments);
  }

  private static Answer events(String text) {
    return new Answer(200, "text/event-stream", text);
  }

  @Test
  void aCallPrintsTheReply() {
    node.on(CHAT, Answer.ok("{\"choices\":[]}"));

    Ran ran = kai("call", "llm_chat", "chat", "{\"messages\":[]}", "-o", "json");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).isEqualTo("{\"choices\":[]}" + System.lineSeparator());
    assertThat(node.asked(CHAT).getFirst().body()).isEqualTo("{\"messages\":[]}");
    assertThat(node.asked(CHAT).getFirst().header("Authorization"))
        .isEqualTo("Bearer s3cret-token");
  }

  @Test
  void aServiceARangeAndAFileAreSentAlong() throws Exception {
    Path file = Files.writeString(data.resolve("in.json"), "{\"input\":\"x\"}");
    String line = "POST /api/v1/services/gpu/capabilities/embedding/embed?contract=%5E1.2";
    node.on(line, Answer.ok("{}"));

    Ran ran =
        kai("call", "embedding", "embed", "@" + file, "--service", "gpu", "--contract", "^1.2");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(node.asked(line).getFirst().json().path("input").asText()).isEqualTo("x");
  }

  @Test
  void aRefusalShowsCodePlaceAndRemedy() {
    node.on(CHAT, Answer.problem(422, "input.invalid"));

    Ran ran = kai("call", "llm_chat", "chat");
    Ran json = kai("call", "llm_chat", "chat", "-o", "json");

    assertThat(ran.exit()).isEqualTo(Kai.REFUSED);
    assertThat(ran.err()).contains("it is so", "input.invalid", "/a/b (type)", "do that");
    assertThat(ran.out()).isEmpty();
    assertThat(json.err()).startsWith("{\"status\":422,\"code\":\"input.invalid\"");
  }

  @Test
  void whatIsNoJsonOrNoFileIsNotSent() {
    assertThat(kai("call", "llm_chat", "chat", "{\"a\"").exit()).isEqualTo(Kai.USAGE);
    assertThat(kai("call", "llm_chat", "chat", "{\"a\":1e400}").err()).contains("nothing was sent");
    assertThat(kai("call", "llm_chat", "chat", "@/no/such/file").exit()).isEqualTo(Kai.USAGE);
    assertThat(kai("call", "llm_chat").exit()).isEqualTo(Kai.USAGE);
    assertThat(node.asked()).isEmpty();
  }

  @Test
  void aStreamsChunksArePrintedAloneOnStandardOutput() {
    node.on(
        CHAT,
        events(
            """
            event: started
            data: {"callId":"c_1"}

            event: chunk
            id: 1
            data: {"n":1}

            : ping

            event: chunk
            id: 2
            data: {"n":2}

            event: completed
            data: {"chunks":2}

            """));

    Ran ran = kai("call", "llm_chat", "chat", "--stream");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out().lines()).containsExactly("{\"n\":1}", "{\"n\":2}");
    assertThat(ran.err()).contains("c_1");
    assertThat(node.asked(CHAT).getFirst().header("Accept")).isEqualTo("text/event-stream");
  }

  @Test
  void aStreamThatFailsIsRefusedAndOneThatBreaksOffIsUnreachable() {
    String chunk = "event: chunk\nid: 1\ndata: {}\n\n";
    node.on(CHAT, events(chunk + "event: failed\ndata: {\"code\":\"upstream.cut\"}\n\n"));
    Ran failed = kai("call", "llm_chat", "chat", "--stream");
    node.on(CHAT, events(chunk + "event: cancelled\ndata: {\"by\":\"caller\"}\n\n"));
    Ran cancelled = kai("call", "llm_chat", "chat", "--stream");
    node.on(CHAT, events(chunk));
    Ran broken = kai("call", "llm_chat", "chat", "--stream");
    node.on(CHAT, Answer.problem(404, "model.unknown"));
    Ran early = kai("call", "llm_chat", "chat", "--stream");

    assertThat(failed.exit()).isEqualTo(Kai.REFUSED);
    assertThat(failed.err()).contains("upstream.cut");
    assertThat(cancelled.exit()).isEqualTo(Kai.REFUSED);
    assertThat(broken.exit()).isEqualTo(Kai.UNREACHABLE);
    assertThat(early.err()).contains("model.unknown");
  }

  @Test
  void requestsAreShownAsCurlWithoutTheToken() {
    node.on(CHAT, Answer.ok("{}"));

    Ran ran = kai("call", "llm_chat", "chat", "{\"user\":\"it's\"}", "--show-http");
    Ran large =
        kai("call", "llm_chat", "chat", "{\"user\":\"" + "x".repeat(5_000) + "\"}", "--show-http");

    assertThat(ran.err())
        .contains("curl -s -H \"Authorization: Bearer $KAI_TOKEN\"")
        .contains("'" + node.address() + "/api/v1/capabilities/llm_chat/chat'")
        .contains("--data '{\"user\":\"it'\\''s\"}'")
        .doesNotContain("s3cret");
    assertThat(large.err()).hasSizeLessThan(1_000).contains("5011 bytes");
  }

  @Test
  void noNodeIsTold() throws Exception {
    Ran never = Ran.kai("nodes", "--data", data.resolve("none").toString());
    node.close();
    Ran gone = kai("nodes");
    Path token = Files.writeString(data.resolve("t"), "t");
    Ran nonsense = Ran.kai("nodes", "--address", "ftp://x y", "--token-file", token.toString());

    assertThat(never.exit()).isEqualTo(Kai.UNREACHABLE);
    assertThat(gone.exit()).isEqualTo(Kai.UNREACHABLE);
    assertThat(gone.err()).contains(node.address(), "./kai run");
    assertThat(nonsense.exit()).isEqualTo(Kai.USAGE);
  }

  @Test
  void aServerThatIsNoNodeIsTold() {
    node.on("GET /api/v1/nodes?limit=100", new Answer(200, "text/html", "<html>"));

    Ran ran = kai("nodes");
    Ran other = kai("services", "list");

    assertThat(ran.exit()).isEqualTo(Kai.REFUSED);
    assertThat(ran.err()).contains("node.foreign", "no JSON");
    assertThat(other.err()).contains("status 404");
  }
}

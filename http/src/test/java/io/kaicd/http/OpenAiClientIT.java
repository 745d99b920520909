package io.kaicd.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.call.Usage;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own client and a public linter against the door. */
@TestInstance(Lifecycle.PER_CLASS)
class OpenAiClientIT {
  @SuppressWarnings("NullAway.Init")
  private Npm npm;

  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private Door door = Door.open();

  @BeforeAll
  void install(@TempDir Path given) throws Exception {
    folder = given;
    npm = Npm.install(given);
  }

  @AfterEach
  void renew() {
    door.close();
    door = Door.open();
  }

  private CompletableFuture<JsonNode> client(String scenario, String token) {
    String url = "http://127.0.0.1:" + door.port() + "/v1";
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            String out = npm.node("client.mjs", url, token, scenario).strip();
            return Json.parse(out.substring(out.lastIndexOf('\n') + 1));
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private CompletableFuture<JsonNode> client(String scenario) {
    return client(scenario, Door.ADMIN);
  }

  private FakeCalls.Pending<Reply.Unary> unary() throws Exception {
    return Objects.requireNonNull(door.calls.unary.poll(20, SECONDS));
  }

  private FakeCalls.Pending<Reply.Streamed> streamed() throws Exception {
    return Objects.requireNonNull(door.calls.streams.poll(20, SECONDS));
  }

  private static Frame chunk(String content) {
    return new Frame.Data(
        List.of(
            Json.parse(
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + content + "\"}}]}")));
  }

  private static final Frame USAGE =
      new Frame.Data(
          List.of(
              Json.parse(
                  """
                  {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}
                  """)));

  @Test
  void chats() throws Exception {
    var sent = client("chat");
    var call = unary();
    call.reply.complete(
        FakeCalls.output(
            Json.parse(
                """
                {"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"}}]}
                """)));
    // what the contract does not know went into extra, and the null is gone
    assertThat(call.input().at("/extra/top_k").asInt()).isEqualTo(5);
    assertThat(call.input().has("seed")).isFalse();
    assertThat(call.input().path("model").asText()).isEqualTo("m");
    JsonNode reply = Door.await(sent);
    assertThat(reply.path("content").asText()).isEqualTo("Hi");
    assertThat(reply.path("id").asText()).isEqualTo("chatcmpl-c_1");
  }

  @Test
  void streamsWithoutUsage() throws Exception {
    var sent = client("stream");
    var call = streamed();
    call.reply.complete(
        new Reply.Opened(
            FakeCalls.CALL,
            FakeFrames.of(
                chunk("Hel"),
                chunk("lo"),
                USAGE,
                new Frame.Completed(3, new Usage(9, 2, "stop")))));
    assertThat(call.input().has("stream")).isFalse();
    JsonNode reply = Door.await(sent);
    assertThat(reply.path("content").asText()).isEqualTo("Hello");
    assertThat(reply.path("chunks").asInt()).isEqualTo(2);
    assertThat(reply.path("usage").isNull()).isTrue();
  }

  @Test
  void streamsWithUsage() throws Exception {
    var sent = client("streamWithUsage");
    streamed()
        .reply
        .complete(
            new Reply.Opened(
                FakeCalls.CALL,
                FakeFrames.of(
                    chunk("Hello"), USAGE, new Frame.Completed(2, new Usage(9, 2, "stop")))));
    JsonNode reply = Door.await(sent);
    assertThat(reply.at("/usage/total_tokens").asInt()).isEqualTo(11);
    assertThat(reply.path("chunks").asInt()).isEqualTo(2);
  }

  @Test
  void aCutIsAnErrorAndNoCleanEnd() throws Exception {
    var sent = client("stream");
    streamed()
        .reply
        .complete(
            new Reply.Opened(
                FakeCalls.CALL,
                FakeFrames.of(
                    chunk("Hel"),
                    new Frame.Rejected(1, ErrorCode.UPSTREAM_CUT.reject("it was cut")))));
    JsonNode reply = Door.await(sent);
    assertThat(reply.path("error").asText()).isEqualTo("APIError");
    assertThat(reply.path("code").asText()).isEqualTo("upstream.cut");
  }

  @Test
  void refusalsAreTheClientsOwnErrors() throws Exception {
    var unknown = client("chat");
    unary().reply.complete(FakeCalls.refused(ErrorCode.MODEL_UNKNOWN, "no such model"));
    JsonNode error = Door.await(unknown);
    assertThat(error.path("error").asText()).isEqualTo("NotFoundError");
    assertThat(error.path("code").asText()).isEqualTo("model.unknown");
    assertThat(error.path("retry").asText()).isEqualTo("false");
    var full = client("chat");
    unary().reply.complete(FakeCalls.refused(ErrorCode.ADMISSION_FULL, "too many"));
    assertThat(Door.await(full).path("error").asText()).isEqualTo("RateLimitError");
    assertThat(Door.await(full).path("retry").asText()).isEqualTo("true");
    assertThat(Door.await(client("chat", "wrong")).path("error").asText())
        .isEqualTo("AuthenticationError");
  }

  @Test
  void embedsThoughTheServiceKnowsNoBase64() throws Exception {
    var sent = client("embeddings");
    var call = unary();
    assertThat(call.input().path("encoding_format").asText()).isEqualTo("base64");
    call.reply.complete(
        FakeCalls.output(
            Json.parse(
                """
                {"model":"e","data":[{"index":0,"embedding":[0.5,-1.25]},
                                     {"index":1,"embedding":"AAAAPwAAoL8="}]}
                """)));
    JsonNode reply = Door.await(sent);
    assertThat(reply.path("vectors")).hasToString("[[0.5,-1.25],[0.5,-1.25]]");
  }

  @Test
  void listsModels() {
    door.send(door.json("PUT", "/api/v1/services/gpu", "{\"definition\":\"my-llm@^1\"}"));
    JsonNode reply = Door.await(client("models"));
    assertThat(reply.path("ids")).hasToString("[\"org/big model\",\"qwen3:8b\"]");
    assertThat(reply.path("one").asText()).isEqualTo("org/big model");
  }

  @Test
  void leavingAStreamStopsTheWork() throws Exception {
    var sent = client("leave");
    FakeFrames frames = FakeFrames.of(chunk("Hel"));
    streamed().reply.complete(new Reply.Opened(FakeCalls.CALL, frames));
    assertThat(Door.await(sent).path("left").asBoolean()).isTrue();
    assertThat(frames.cancelled.get(5, SECONDS)).isPositive();
  }

  @Test
  void theOpenApiDocumentPassesALinter() throws Exception {
    String document = door.get("/openapi.json").body();
    Path file = Files.writeString(folder.resolve("openapi.json"), document);
    assertThat(npm.node("lint.mjs", file.toString())).endsWith("problems: 0\n");
    JsonNode paths = Json.parse(document).path("paths");
    assertThat(paths.has("/api/v1/capabilities/vector_database/upsert")).isTrue();
    assertThat(paths.has("/api/v1/capabilities/analytics/ingest")).isFalse();
    Endpoints.of(
            door.house(), door.settings, io.kaicd.http.resource.OperationIndex.of(door.contracts))
        .endpoints()
        .stream()
        .filter(endpoint -> !endpoint.docs().id().equals("openapi"))
        .forEach(
            endpoint ->
                assertThat(
                        paths
                            .path(endpoint.path().text().replace("...", ""))
                            .has(endpoint.method().name().toLowerCase(java.util.Locale.ROOT)))
                    .as(endpoint.path().text())
                    .isTrue());
  }
}

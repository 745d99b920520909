package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real nodes on one real PostgreSQL, used through their HTTP doors. */
class ClusterIT {
  @TempDir private static Path folder;
  private static EmbeddedPostgres postgres;
  private static HttpServer upstream;
  private static Node central;
  private static Node edge;
  private static Api atCentral;
  private static Api atEdge;
  private static final CountDownLatch UPSTREAM_LEFT = new CountDownLatch(1);

  @BeforeAll
  static void start() throws Exception {
    postgres = EmbeddedPostgres.builder().start();
    upstream = upstream();
    String journal = postgres.getJdbcUrl("postgres", "postgres");
    central = Node.start(options("central", journal, List.of()));
    edge = Node.start(options("edge", journal, List.of(central.clusterAddress())));
    atCentral = api(central);
    atEdge = api(edge);
    await("both nodes see both")
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(up(atCentral)).as("up, at the central node").isEqualTo(2);
              assertThat(up(atEdge)).as("up, at the edge").isEqualTo(2);
              assertThat(phase(atEdge, "vector-store")).isEqualTo("ready");
            });
  }

  @AfterAll
  static void stop() throws IOException {
    if (edge != null) {
      edge.close();
    }
    if (central != null) {
      central.close();
    }
    upstream.stop(0);
    postgres.close();
  }

  private static NodeOptions options(String role, String journal, List<String> join) {
    return new NodeOptions(
        folder.resolve(role), "127.0.0.1", 0, role, Set.of(), journal, "127.0.0.1", 0, join);
  }

  private static Api api(Node node) throws IOException {
    return new Api(node.address(), Files.readString(node.tokenFile()).strip());
  }

  private static long up(Api api) throws IOException, InterruptedException {
    long up = 0;
    for (JsonNode node : api.get("/api/v1/nodes").body().path("items")) {
      up += node.path("state").asText().equals("up") ? 1 : 0;
    }
    return up;
  }

  private static String phase(Api api, String service) throws IOException, InterruptedException {
    return api.get("/api/v1/services/" + service).body().at("/status/phase").asText();
  }

  @Test
  void aProfileChangedAtOneNodeCountsAtTheOther() throws Exception {
    String patch = "{\"services\":{\"embedding\":{\"threads\":1}}}";
    assertThat(atEdge.patch("/api/v1/profiles/dev", patch).status()).isEqualTo(200);

    String effective = "/api/v1/profiles/dev/effective?service=embedding";
    assertThat(atEdge.get(effective).body().at("/value/threads").asInt()).isEqualTo(1);
    await("the central node's view")
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(atCentral.get(effective).body().at("/value/threads").asInt())
                    .isEqualTo(1));
  }

  @Test
  void aServiceThatRunsOnTheOtherNodeAloneRefusesAChangeMadeHere() throws Exception {
    String spec =
        "{\"definition\":\"echo@^1\",\"placement\":{\"node\":\"%s\"}}".formatted(central.id());
    assertThat(atEdge.put("/api/v1/services/far-echo", spec).status()).isEqualTo(201);
    await("far-echo")
        .atMost(Duration.ofSeconds(20))
        .until(() -> phase(atEdge, "far-echo").equals("ready"));
    String word = "{\"services\":{\"far-echo\":{\"word\":\"%s\"}}}";
    String profile = "/api/v1/profiles/dev";

    Api.Answer good = atEdge.patch(profile, word.formatted("good"));
    Api.Answer asked =
        atCentral.post("/api/v1/services/far-echo/capabilities/echo/echo", "{\"text\":\"word?\"}");
    Api.Answer bad = atEdge.patch(profile, word.formatted("bad"));

    assertThat(good.status()).as(good.toString()).isEqualTo(200);
    assertThat(asked.body().path("text").asText()).isEqualTo("good");
    assertThat(bad.code()).as(bad.toString()).isEqualTo("configuration.not-taken");
    assertThat(bad.body().path("detail").asText()).contains("far-echo", central.id());
    assertThat(atEdge.get(profile).body().at("/layer/services/far-echo/word").asText())
        .isEqualTo("good");
  }

  @Test
  void anEdgeGoesBackToAVersionThatOnlyTheJournalKnows() throws Exception {
    String profile = "/api/v1/profiles/staging";
    long first = 0;
    for (int i = 0; i < 8; i++) {
      String patch = "{\"user\":{\"i\":%d,\"text\":\"%s\"}}".formatted(i, "x".repeat(250_000));
      Api.Answer written = atEdge.patch(profile, patch);
      assertThat(written.status()).as(written.body().path("detail").asText()).isEqualTo(200);
      first = first == 0 ? written.body().path("version").asLong() : first;
    }

    Api.Answer difference = atEdge.get(profile + "/diff?from=0&to=" + first);
    Api.Answer back = atEdge.post(profile + "/rollback", "{\"version\":" + first + "}");

    assertThat(difference.status()).as(difference.toString()).isEqualTo(200);
    assertThat(difference.body().at("/differences/0/pointer").asText()).isEqualTo("/layer/user");
    assertThat(back.status()).isEqualTo(200);
    assertThat(back.body().at("/layer/user/i").asInt()).isZero();
  }

  @Test
  void aDenialAtOneNodeIsShownByTheOther() throws Exception {
    Api stranger = new Api(edge.address(), "made-up-".repeat(6));
    assertThat(stranger.get("/api/v1/keys").status()).isEqualTo(401);

    for (Api api : List.of(atCentral, atEdge)) {
      await("the audit")
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                JsonNode entry = api.get("/api/v1/audit?code=auth.invalid").body().at("/items/0");
                assertThat(entry.path("node").asText()).isEqualTo(edge.id());
                assertThat(entry.path("count").asInt()).isEqualTo(1);
              });
    }
  }

  @Test
  void theJoinersViewIsComplete() throws Exception {
    JsonNode here = atCentral.get("/api/v1/services").body().path("items");
    JsonNode there = atEdge.get("/api/v1/services").body().path("items");
    List<String> ids = new ArrayList<>();
    here.forEach(service -> ids.add(service.path("id").asText()));
    List<String> joiners = new ArrayList<>();
    there.forEach(service -> joiners.add(service.path("id").asText()));
    assertThat(joiners).containsExactlyElementsOf(ids).contains("embedding", "vector-store");
    assertThat(atEdge.get("/api/v1/definitions").body().path("items").size())
        .isEqualTo(atCentral.get("/api/v1/definitions").body().path("items").size());
  }

  @Test
  void aServiceOnOneNodeIsCalledThroughTheOther() throws Exception {
    JsonNode service = atEdge.get("/api/v1/services/vector-store").body();
    assertThat(service.at("/placement/node").asText()).isEqualTo(central.id());

    Api.Answer created =
        atEdge.call(
            "vector_database",
            "create_collection",
            "{\"collection\":\"far\",\"dimension\":3,\"distance\":\"cosine\"}");
    Api.Answer upserted =
        atEdge.call(
            "vector_database",
            "upsert",
            "{\"collection\":\"far\",\"points\":[{\"id\":\"a\",\"vector\":[1,0,0]}]}");
    Api.Answer found =
        atCentral.call("vector_database", "query", "{\"collection\":\"far\",\"vector\":[1,0,0]}");

    assertThat(created.status()).as(created.toString()).isEqualTo(200);
    assertThat(upserted.status()).as(upserted.toString()).isEqualTo(200);
    assertThat(found.body().at("/points/0/id").asText()).isEqualTo("a");
  }

  @Test
  void aPayloadOf1500KiBCrossesAndALargerOneIsRefusedBeforeItIsSent() throws Exception {
    atEdge.call(
        "vector_database",
        "create_collection",
        "{\"collection\":\"wide\",\"dimension\":2,\"distance\":\"dot\"}");
    Api.Answer fits = atEdge.call("vector_database", "upsert", point("wide", 1_500 * 1024));
    Api.Answer tooLarge = atEdge.call("vector_database", "upsert", point("wide", 2_500 * 1024));

    assertThat(fits.status()).as(fits.body().path("detail").asText()).isEqualTo(200);
    assertThat(tooLarge.status()).isEqualTo(413);
    assertThat(tooLarge.code()).isEqualTo("request.too-large");
  }

  private static String point(String collection, int bytes) {
    return "{\"collection\":\"%s\",\"points\":[{\"id\":1,\"vector\":[1,2],\"payload\":{\"text\":\"%s\"}}]}"
        .formatted(collection, "x".repeat(bytes));
  }

  @Test
  void needsAreRespectedAndAMissingOneIsNamed() throws Exception {
    String definition =
        """
        {"id":"needs-gpu","version":"1.0.0","host":"^1.0.0","title":"Needs a GPU","category":"test",
         "implementation":{"plugin":"embedding","version":"^1.0.0"},"needs":{"traits":["gpu"]},
         "capabilities":[{"id":"embedding","version":"1.0.0"}]}""";
    assertThat(atEdge.put("/api/v1/definitions/needs-gpu/1.0.0", definition).status())
        .isEqualTo(201);
    assertThat(
            atEdge.put("/api/v1/services/gpu-only", "{\"definition\":\"needs-gpu@^1\"}").status())
        .isEqualTo(201);

    Api.Answer refused =
        atEdge.post(
            "/api/v1/services/gpu-only/capabilities/embedding/embed", "{\"input\":\"hello\"}");

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.code()).isEqualTo("route.none-fits");
    assertThat(refused.body().path("detail").asText()).contains("gpu");
  }

  @Test
  void aRemoteStreamArrivesInOrderAndItsReadersLeavingReachesTheUpstream() throws Exception {
    String spec =
        """
        {"definition":"openai-compatible@^1","config":{"baseUrl":"http://127.0.0.1:%d/v1"},
         "placement":{"node":"%s"}}"""
            .formatted(upstream.getAddress().getPort(), central.id());
    assertThat(atEdge.put("/api/v1/services/far-llm", spec).status()).isEqualTo(201);
    await("far-llm")
        .atMost(Duration.ofSeconds(20))
        .until(() -> phase(atEdge, "far-llm").equals("ready"));

    List<String> events = new ArrayList<>();
    try (BufferedReader lines =
        stream("{\"messages\":[{\"role\":\"user\",\"content\":\"count\"}]}")) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          events.add(line.substring(7));
        }
      }
    }
    assertThat(events).startsWith("started").endsWith("completed");
    assertThat(events.stream().filter("chunk"::equals)).hasSizeGreaterThanOrEqualTo(50);

    try (BufferedReader lines =
        stream("{\"messages\":[{\"role\":\"user\",\"content\":\"forever\"}]}")) {
      assertThat(lines.readLine()).isEqualTo("event: started");
    }
    assertThat(UPSTREAM_LEFT.await(5, TimeUnit.SECONDS)).isTrue();
  }

  private static BufferedReader stream(String input) throws IOException, InterruptedException {
    HttpRequest request =
        atEdge
            .request("/api/v1/services/far-llm/capabilities/llm_chat/chat")
            .header("Accept", "text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(input))
            .build();
    HttpResponse<InputStream> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /** An upstream that counts to fifty, or goes on until its caller leaves. */
  private static HttpServer upstream() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/v1/models",
        exchange -> {
          byte[] models =
              "{\"object\":\"list\",\"data\":[{\"id\":\"mock\"}]}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, models.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(models);
          }
        });
    server.createContext("/v1/chat/completions", ClusterIT::chat);
    server.start();
    return server;
  }

  private static void chat(HttpExchange exchange) throws IOException {
    String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean forever = asked.contains("forever");
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (int i = 0; forever || i < 50; i++) {
        String chunk =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%d %s\"}}]}\n\n"
                .formatted(i, forever ? "x".repeat(1000) : "");
        out.write(chunk.getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
      out.write(
          "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
              .getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      UPSTREAM_LEFT.countDown();
    }
  }
}

package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.kaicd.contract.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles of a real node, changed through its door while its services are called. */
class ConfigurationIT {
  private static final String DEV = "/api/v1/profiles/dev";
  private static final int RELOADS = 100;
  private static final int RELOADS_WITH_MORE = 30; // each takes a start, or connections

  @TempDir private static Path folder;
  private static Node node;
  private static Api api;

  @BeforeAll
  static void start() throws Exception {
    node = Node.start(options());
    api = new Api(node.address(), Files.readString(node.tokenFile()).strip());
    api.put("/api/v1/services/echo", "{\"definition\":\"echo@^1\"}");
    awaitReady("echo");
  }

  private static void awaitReady(String service) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                api.get("/api/v1/services/" + service)
                    .body()
                    .at("/status/phase")
                    .asText()
                    .equals("ready"));
  }

  private static NodeOptions options() {
    return new NodeOptions(
        folder.resolve("data"),
        "127.0.0.1",
        0,
        "central",
        Set.of(),
        "leveldb",
        "127.0.0.1",
        0,
        List.of());
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  @BeforeEach
  void asItShips() throws Exception {
    assertThat(api.post(DEV + "/activate", "{}").status()).isEqualTo(200);
    String nothing = "{\"services\":null,\"user\":null}";
    for (String profile : List.of("dev", "staging", "prod")) {
      assertThat(api.patch("/api/v1/profiles/" + profile, nothing).status()).isEqualTo(200);
    }
  }

  private static Api.Answer word(String profile, String word) throws Exception {
    String body = "{\"services\":{\"echo\":{\"word\":\"%s\"}}}".formatted(word);
    return api.patch("/api/v1/profiles/" + profile, body);
  }

  private static String asked() throws Exception {
    return api.call("echo", "echo", "{\"text\":\"word?\"}").body().path("text").asText();
  }

  @Test
  void a_change_is_with_the_service_when_it_is_answered_and_says_where_it_is_from()
      throws Exception {
    assertThat(word("dev", "one").status()).isEqualTo(200);

    assertThat(asked()).isEqualTo("one");
    JsonNode origin = api.get(DEV + "/explain?key=/services/echo/word").body().at("/values/0");
    assertThat(origin.at("/source/layer").asText()).isEqualTo("profile");
    assertThat(origin.at("/overrides/0/source/layer").asText()).isEqualTo("default");
    JsonNode last = api.get(DEV + "/versions").body().at("/items/0");
    assertThat(last.path("actor").asText()).isEqualTo("owner");
  }

  @Test
  void what_the_schema_or_the_plugin_refuses_changes_nothing() throws Exception {
    word("dev", "good");
    JsonNode before = api.get(DEV).body().path("layer");

    Api.Answer wrong = api.patch(DEV, "{\"services\":{\"echo\":{\"word\":5}}}");
    Api.Answer bad = word("dev", "bad");

    assertThat(wrong.code()).isEqualTo("configuration.invalid");
    assertThat(bad.status()).isEqualTo(422);
    assertThat(bad.code()).isEqualTo("configuration.not-taken");
    assertThat(bad.body().path("detail").asText()).contains("echo").contains("not this word");
    assertThat(api.get(DEV).body().path("layer")).isEqualTo(before);
    assertThat(asked()).isEqualTo("good");
    assertThat(word("dev", "better").status()).isEqualTo(200);
    assertThat(asked()).isEqualTo("better");
  }

  @Test
  void another_profile_made_active_reconfigures_what_it_concerns() throws Exception {
    word("dev", "in dev");
    word("prod", "in prod");
    assertThat(asked()).isEqualTo("in dev");

    assertThat(api.post("/api/v1/profiles/prod/activate", "{}").status()).isEqualTo(200);

    assertThat(asked()).isEqualTo("in prod");
    word("staging", "bad one");
    Api.Answer refused = api.post("/api/v1/profiles/staging/activate", "{}");
    assertThat(refused.code()).isEqualTo("configuration.not-taken");
    assertThat(api.get("/api/v1/profiles/prod").body().path("active").asBoolean()).isTrue();
    assertThat(asked()).isEqualTo("in prod");
  }

  @Test
  void a_restart_that_fails_is_taken_back_and_what_others_wrote_meanwhile_stays() throws Exception {
    api.put("/api/v1/services/kept", "{\"definition\":\"echo-data@^1\"}");
    awaitReady("kept");
    assertThat(kept("good").status()).isEqualTo(200);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger wrote = new AtomicInteger();
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      Future<?> writing =
          other.submit(
              () -> {
                while (!over.get()) {
                  String patch = "{\"user\":{\"n\":%d}}".formatted(wrote.get() + 1);
                  assertThat(api.patch(DEV, patch).status()).isEqualTo(200);
                  wrote.incrementAndGet();
                }
                return null;
              });

      Api.Answer refused;
      try {
        refused = kept("bad");
      } finally {
        over.set(true);
      }
      writing.get(30, TimeUnit.SECONDS);

      assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
      assertThat(refused.code()).isEqualTo("configuration.not-taken");
      JsonNode layer = api.get(DEV).body().path("layer");
      assertThat(layer.at("/services/kept/word").asText()).isEqualTo("good");
      assertThat(wrote).hasPositiveValue();
      assertThat(layer.at("/user/n").asInt()).isEqualTo(wrote.get());
    } finally {
      over.set(true);
    }
    JsonNode undoing = MissingNode.getInstance();
    for (JsonNode version : api.get(DEV + "/versions?limit=500").body().path("items")) {
      if (undoing.isMissingNode() && version.path("undoes").isIntegralNumber()) {
        undoing = version;
      }
    }
    assertThat(undoing.path("actor").asText()).isEqualTo("host");
    assertThat(undoing.path("reason").asText())
        .contains("version " + undoing.path("undoes").asLong(), "kept", "not this word");
    awaitReady("kept");
    assertThat(kept("better").status()).isEqualTo(200);
    assertThat(api.patch(DEV, "{\"services\":null}").status()).isEqualTo(200);
    assertThat(api.delete("/api/v1/services/kept").status()).isEqualTo(204);
  }

  private static Api.Answer kept(String word) throws Exception {
    return api.patch(DEV, "{\"services\":{\"kept\":{\"word\":\"%s\"}}}".formatted(word));
  }

  @Test
  void any_version_can_be_gone_back_to_and_compared() throws Exception {
    // More bytes than the state keeps.
    long first = 0;
    for (int i = 0; i < 8; i++) {
      String patch = "{\"user\":{\"i\":%d,\"text\":\"%s\"}}".formatted(i, "x".repeat(250_000));
      Api.Answer written = api.patch("/api/v1/profiles/staging", patch);
      assertThat(written.status()).isEqualTo(200);
      first = first == 0 ? written.body().path("version").asLong() : first;
    }
    String staging = "/api/v1/profiles/staging";
    List<Long> versions = new ArrayList<>();
    List<String> times = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = api.get(staging + "/versions?limit=3" + cursor).body();
      page.path("items")
          .forEach(
              version -> {
                versions.add(version.path("version").asLong());
                times.add(version.path("at").asText());
              });
      cursor = page.path("next").isNull() ? "" : "&cursor=" + page.path("next").asText();
    } while (!cursor.isEmpty());
    assertThat(versions)
        .hasSizeGreaterThan(8)
        .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    assertThat(versions.getLast()).isZero();
    long second = versions.get(versions.indexOf(first) - 1);

    JsonNode byVersion = api.get(staging + "/diff?from=%d&to=%d".formatted(first, second)).body();
    JsonNode byTime =
        api.get(
                staging
                    + "/diff?from=%s&to=%s"
                        .formatted(
                            times.get(versions.indexOf(first)),
                            times.get(versions.indexOf(second))))
            .body();
    Api.Answer back = api.post(staging + "/rollback", "{\"version\":%d}".formatted(first));

    assertThat(byVersion.path("differences")).hasSize(1);
    assertThat(byVersion.at("/differences/0/pointer").asText()).isEqualTo("/layer/user/i");
    assertThat(byTime).isEqualTo(byVersion);
    assertThat(back.status()).as(back.toString()).isEqualTo(200);
    assertThat(back.body().at("/layer/user/i").asInt()).isZero();
    assertThat(api.post(staging + "/rollback", "{\"version\":999999}").code())
        .isEqualTo("profile.version-unknown");
  }

  @Test
  void a_second_writer_with_an_old_etag_is_told() throws Exception {
    word("dev", "first");

    var request =
        api.request(DEV)
            .header("If-Match", "\"0\"")
            .method(
                "PATCH", java.net.http.HttpRequest.BodyPublishers.ofString("{\"user\":{\"a\":1}}"))
            .build();
    var answer =
        java.net.http.HttpClient.newHttpClient()
            .send(request, java.net.http.HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(412);
    assertThat(
            Json.parse(answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .path("code")
                .asText())
        .isEqualTo("write.stale");
  }

  @Test
  void a_profile_goes_to_another_as_one_change_and_back() throws Exception {
    word("dev", "tried");
    word("prod", "old");
    long version = api.get("/api/v1/profiles/prod").body().path("version").asLong();

    api.post(DEV + "/promote?reason=release", "{\"to\":\"prod\"}");

    assertThat(api.get(DEV + "/diff?to=prod").body().path("differences")).isEmpty();
    JsonNode last = api.get("/api/v1/profiles/prod/versions").body().at("/items/0");
    assertThat(last.path("reason").asText()).isEqualTo("release");
    String back = "{\"version\":%d}".formatted(version);
    assertThat(api.post("/api/v1/profiles/prod/rollback", back).status()).isEqualTo(200);
    JsonNode prod = api.get("/api/v1/profiles/prod/effective?service=echo").body();
    assertThat(prod.at("/value/word").asText()).isEqualTo("old");
  }

  @Test
  void what_was_exported_can_be_imported() throws Exception {
    word("dev", "kept");
    JsonNode document = api.get("/api/v1/configuration/export?profiles=dev").body();
    word("dev", "other");

    Api.Answer dry = api.post("/api/v1/configuration/import?dryRun=true", Json.text(document));
    assertThat(dry.body().path("affected")).hasSize(1);
    assertThat(asked()).isEqualTo("other");
    assertThat(api.post("/api/v1/configuration/import", Json.text(document)).status())
        .isEqualTo(200);
    assertThat(asked()).isEqualTo("kept");
  }

  @Test
  void a_hundred_reloads_under_load_fail_no_call_and_leave_nothing() throws Exception {
    List<Long> took =
        new Reloads("echo", i -> config("echo", "word", (i % 10 == 0 ? "bad " : "good ") + i))
            .calling(() -> api.call("echo", "echo", "{\"text\":\"hello\"}"))
            .after(i -> assertThat(asked()).isEqualTo("good " + (i % 10 == 0 ? i - 1 : i)))
            .run(RELOADS);

    assertThat(took.get(RELOADS * 9 / 10)).isLessThan(1_000);
  }

  @Test
  void reloads_of_a_service_that_sends_fail_no_call_and_leave_nothing() throws Exception {
    try (EchoUpstream one = new EchoUpstream();
        EchoUpstream other = new EchoUpstream()) {
      String chat = "{\"model\":\"m1\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
      put("up", "openai-compatible", ",\"config\":{\"baseUrl\":\"%s\"}".formatted(one.base()));
      IntFunction<String> base =
          i -> i % 10 == 0 ? "http://user@127.0.0.1/v1" : i % 2 == 0 ? one.base() : other.base();
      new Reloads("up", i -> config("up", "baseUrl", base.apply(i)))
          .calling(() -> api.post("/api/v1/services/up/capabilities/llm_chat/chat", chat))
          .run(RELOADS_WITH_MORE);
      assertThat(one.credentials).isNotEmpty();
      assertThat(other.credentials).isNotEmpty();
    } finally {
      api.delete("/api/v1/services/up");
    }
  }

  @Test
  void reloads_by_a_successor_fail_no_call_and_leave_nothing() throws Exception {
    put("anew", "echo-anew", "");
    try {
      new Reloads("anew", i -> config("anew", "word", (i % 10 == 0 ? "bad " : "good ") + i))
          .calling(() -> echoed("anew", "hello"))
          .after(
              i ->
                  assertThat(echoed("anew", "word?").body().path("text").asText())
                      .isEqualTo("good " + (i % 10 == 0 ? i - 1 : i)))
          .run(RELOADS_WITH_MORE);
    } finally {
      api.delete("/api/v1/services/anew");
    }
  }

  @Test
  void reloads_by_a_drained_restart_fail_no_call_and_leave_nothing() throws Exception {
    put("data", "echo-data", "");
    try {
      new Reloads("data", i -> config("data", "word", "good " + i))
          .calling(() -> echoed("data", "hello"))
          .after(
              i ->
                  assertThat(echoed("data", "word?").body().path("text").asText())
                      .isEqualTo("good " + i))
          .run(RELOADS_WITH_MORE);
    } finally {
      api.delete("/api/v1/services/data");
    }
  }

  private static Api.Answer echoed(String service, String text) throws Exception {
    return api.post(
        "/api/v1/services/" + service + "/capabilities/echo/echo",
        "{\"text\":\"%s\"}".formatted(text));
  }

  private static void put(String service, String definition, String more) throws Exception {
    api.put(
        "/api/v1/services/" + service, "{\"definition\":\"%s@^1\"%s}".formatted(definition, more));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                api.get("/api/v1/services/" + service)
                    .body()
                    .at("/status/phase")
                    .asText()
                    .equals("ready"));
  }

  private static String config(String service, String key, String value) {
    return "{\"services\":{\"%s\":{\"%s\":\"%s\"}}}".formatted(service, key, value);
  }

  private interface Check {
    void after(int reload) throws Exception;
  }

  /** Reloads of one service under load, each tenth broken where its configuration says so. */
  private static final class Reloads {
    /**
     * What grows by design, within bounds of its own: a profile's past, the events kept for nodes
     * that follow, the log of calls, and what analytics counts by the minute.
     */
    private static final Set<String> HISTORY =
        Set.of(
            "io.kaicd.actors.configuration.Profile$Version",
            "io.kaicd.actors.configuration.ConfigurationEvent$By",
            "io.kaicd.message.StreamProtocol$Change",
            "io.kaicd.contract.call.CallRecord",
            "io.kaicd.analytics.Key",
            "io.kaicd.analytics.Tally");

    private static final int WARM_UP = 20;
    private static final int NOISE = 8; // below what a leak at each broken one of a hundred makes

    private final String service;
    private final IntFunction<String> patch;
    private Callable<Api.Answer> call = () -> api.get(DEV);
    private Check check = reload -> {};

    Reloads(String service, IntFunction<String> patch) {
      this.service = service;
      this.patch = patch;
    }

    Reloads calling(Callable<Api.Answer> one) {
      call = one;
      return this;
    }

    Reloads after(Check one) {
      check = one;
      return this;
    }

    /** In milliseconds, sorted. */
    List<Long> run(int rounds) throws Exception {
      underLoad(1, WARM_UP);
      LiveObjects before = LiveObjects.now();
      List<Long> took = underLoad(WARM_UP + 1, rounds);
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () ->
                  assertThat(LiveObjects.now().grownSince(before, NOISE, HISTORY))
                      .as("live objects that %d reloads left", rounds)
                      .isEmpty());
      return took;
    }

    private List<Long> underLoad(int first, int rounds) throws Exception {
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger calls = new AtomicInteger();
      List<Long> took = new ArrayList<>();
      try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          all.add(callers.submit(() -> load(over, calls)));
        }
        try {
          for (int i = first; i < first + rounds; i++) {
            took.add(reload(i));
          }
        } finally {
          over.set(true);
        }
        for (Future<?> one : all) {
          one.get(30, TimeUnit.SECONDS); // fails with what the call failed with
        }
      }
      assertThat(calls).hasPositiveValue();
      took.sort(Long::compare);
      System.out.printf(
          "%s: %d reloads under %d calls: median %d ms, slowest %d ms%n",
          service, rounds, calls.get(), took.get(rounds / 2), took.get(rounds - 1));
      return took;
    }

    private Void load(AtomicBoolean over, AtomicInteger calls) throws Exception {
      while (!over.get()) {
        Api.Answer answer = call.call();
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        calls.incrementAndGet();
      }
      return null;
    }

    private long reload(int number) throws Exception {
      String wanted = patch.apply(number);
      boolean broken = wanted.contains("bad ") || wanted.contains("user@");
      long start = System.nanoTime();
      Api.Answer answer = api.patch(DEV, wanted);
      long took = (System.nanoTime() - start) / 1_000_000;
      assertThat(answer.status())
          .as("reload %d: %s", number, answer.body())
          .isEqualTo(broken ? 422 : 200);
      assertThat(answer.body().path("notes")).as("reload %d", number).isEmpty();
      check.after(number);
      return took;
    }
  }
}

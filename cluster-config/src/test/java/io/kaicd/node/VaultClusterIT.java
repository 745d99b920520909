package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One vault on two real nodes, its journal and its wrapped keys in one real PostgreSQL. */
class VaultClusterIT {
  private static final String CHAT =
      "{\"model\":\"m1\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
  private static final String PASSPHRASE = "{\"passphrase\":\"correct horse battery\"}";

  @TempDir private Path folder;
  private EmbeddedPostgres postgres;
  private EchoUpstream upstream;
  private Node first;
  private Node second;
  private Api atFirst;
  private Api atSecond;

  @BeforeEach
  void start() throws Exception {
    postgres = EmbeddedPostgres.builder().start();
    upstream = new EchoUpstream();
    first = Node.start(options("first", List.of()));
    second = Node.start(options("second", List.of(first.clusterAddress())));
    atFirst = api(first);
    atSecond = api(second);
    assertThat(atFirst.post("/api/v1/vault/setup", PASSPHRASE).status()).isEqualTo(200);
    soon(() -> state(atSecond).equals("locked"));
    assertThat(atSecond.post("/api/v1/vault/unlock", PASSPHRASE).status()).isEqualTo(200);
    put(atFirst, "openai", "value-of-the-owner");
    String spec =
        "{\"definition\":\"openai-compatible@^1\",\"config\":{\"baseUrl\":\"%s\"},\"secrets\":{\"apiKey\":{\"secret\":\"openai\"}}}"
            .formatted(upstream.base());
    assertThat(atFirst.put("/api/v1/services/up", spec).status()).isEqualTo(201);
    for (Api api : List.of(atFirst, atSecond)) {
      soon(() -> chat(api).status() == 200);
    }
  }

  @AfterEach
  void stop() throws IOException {
    second.close();
    first.close();
    upstream.close();
    postgres.close();
  }

  private NodeOptions options(String name, List<String> join) {
    return new NodeOptions(
        folder.resolve(name),
        "127.0.0.1",
        0,
        "central",
        Set.of(),
        postgres.getJdbcUrl("postgres", "postgres"),
        "127.0.0.1",
        0,
        join);
  }

  private static Api api(Node node) throws IOException {
    return new Api(node.address(), Files.readString(node.tokenFile()).strip());
  }

  private interface Asked {
    boolean holds() throws Exception;
  }

  private static void soon(Asked asked) {
    await().atMost(Duration.ofSeconds(60)).until(asked::holds);
  }

  private static String state(Api api) throws Exception {
    return api.get("/api/v1/vault").body().path("state").asText();
  }

  private void put(Api api, String name, String value) throws Exception {
    String body =
        "{\"value\":\"%s\",\"allow\":[{\"host\":\"%s\",\"path\":\"/v1\"}]}"
            .formatted(value, upstream.host());
    assertThat(api.put("/api/v1/secrets/" + name, body).status()).isIn(200, 201);
  }

  private static Api.Answer chat(Api api) throws Exception {
    return api.post("/api/v1/services/up/capabilities/llm_chat/chat", CHAT);
  }

  private long keks() throws Exception {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        ResultSet row =
            connection
                .createStatement()
                .executeQuery("SELECT COUNT(DISTINCT kek) FROM kai_wrapped_key")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Each read anew of the store, since each round has a version that no ring has used yet. */
  private void read(
      Api api, AtomicBoolean stop, AtomicInteger reads, ConcurrentLinkedQueue<String> failures) {
    while (!stop.get()) {
      try {
        Api.Answer answer = chat(api);
        if (answer.status() != 200) {
          failures.add(answer.toString());
        }
      } catch (Exception e) {
        failures.add(e.toString());
      }
      reads.incrementAndGet();
    }
  }

  @Test
  void a_node_that_is_locked_is_locked_by_itself() throws Exception {
    atSecond.post("/api/v1/vault/lock", "{}");

    assertThat(state(atFirst)).isEqualTo("unlocked");
    assertThat(
            atSecond
                .put("/api/v1/secrets/x", "{\"value\":\"v\",\"allow\":[{\"host\":\"a.test\"}]}")
                .code())
        .isEqualTo("vault.locked");
    assertThat(chat(atSecond).status()).isEqualTo(423);
    assertThat(chat(atFirst).status()).isEqualTo(200);
  }

  @Test
  void keys_are_rotated_on_one_node_while_both_use_them_and_no_read_fails() throws Exception {
    for (int i = 0; i < 40; i++) {
      put(atFirst, "s" + i, "value " + i);
    }
    AtomicBoolean stop = new AtomicBoolean();
    ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    List<AtomicInteger> reads = List.of(new AtomicInteger(), new AtomicInteger());
    List<Thread> readers =
        List.of(
            Thread.startVirtualThread(() -> read(atFirst, stop, reads.get(0), failures)),
            Thread.startVirtualThread(() -> read(atSecond, stop, reads.get(1), failures)));
    try {
      for (int round = 0; round < 4; round++) {
        Api rotating = round % 2 == 0 ? atFirst : atSecond;
        assertThat(rotating.post("/api/v1/vault/rotate", "{}").status()).isEqualTo(200);
        put(rotating, "openai", "value of round " + round);
        reads.forEach(each -> each.set(0));
        soon(() -> reads.stream().allMatch(each -> each.get() > 2));
      }
    } finally {
      stop.set(true);
      for (Thread reader : readers) {
        reader.join(Duration.ofSeconds(60));
      }
    }

    assertThat(failures).isEmpty();
    assertThat(keks()).isEqualTo(1);
    for (Api api : List.of(atFirst, atSecond)) {
      assertThat(api.get("/api/v1/secrets?limit=100").body().path("items"))
          .hasSize(41)
          .allMatch(each -> each.path("condition").asText().equals("ready"));
    }
  }

  /** The other was opened by the old root: its secrets are not lost, it has to be unlocked. */
  @Test
  void after_a_change_of_the_root_and_a_rotation_the_other_node_says_that_it_is_locked()
      throws Exception {
    String change = "{\"passphrase\":\"correct horse battery\",\"next\":\"another horse battery\"}";
    assertThat(atFirst.post("/api/v1/vault/passphrase", change).status()).isEqualTo(200);
    assertThat(chat(atSecond).status()).isEqualTo(200);
    assertThat(atFirst.post("/api/v1/vault/rotate", "{}").status()).isEqualTo(200);

    soon(() -> state(atSecond).equals("locked"));
    Api.Answer locked = chat(atSecond);
    assertThat(locked.code()).isEqualTo("vault.locked");
    assertThat(locked.body().path("remedy").asText()).contains("unlock");

    assertThat(atSecond.post("/api/v1/vault/unlock", PASSPHRASE).code())
        .isEqualTo("vault.passphrase-wrong");
    assertThat(
            atSecond
                .post("/api/v1/vault/unlock", "{\"passphrase\":\"another horse battery\"}")
                .status())
        .isEqualTo(200);
    assertThat(chat(atSecond).status()).isEqualTo(200);
    assertThat(chat(atFirst).status()).isEqualTo(200);
  }

  @Test
  void when_the_node_that_kept_it_goes_the_other_one_goes_on() throws Exception {
    first.close();

    soon(
        () -> {
          String body =
              "{\"value\":\"after\",\"allow\":[{\"host\":\"%s\",\"path\":\"/v1\"}]}"
                  .formatted(upstream.host());
          return atSecond.put("/api/v1/secrets/openai", body).status() == 200;
        });

    assertThat(chat(atSecond).status()).isEqualTo(200);
    assertThat(upstream.credentials.getLast()).isEqualTo("Bearer after");
    assertThat(atSecond.post("/api/v1/vault/rotate", "{}").status()).isEqualTo(200);
    assertThat(chat(atSecond).status()).isEqualTo(200);
    assertThat(keks()).isEqualTo(1);
  }
}

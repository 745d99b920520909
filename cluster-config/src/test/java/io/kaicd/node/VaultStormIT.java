package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 in a storm of secrets that are made, rotated and deleted while the vault's own key
 * changes: between a key and its event, and between an event and the end of its key. {@code
 * -Dkai.vault.storm.rounds=50} runs the whole proof.
 */
class VaultStormIT {
  private static final int ROUNDS = Integer.getInteger("kai.vault.storm.rounds", 5);
  private static final String ALLOW = "\"allow\":[{\"host\":\"api.example.com\"}]";

  private final Set<String> made = ConcurrentHashMap.newKeySet();
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final Queue<String> deletable = new ConcurrentLinkedQueue<>();
  private final AtomicInteger number = new AtomicInteger();
  private final AtomicInteger rotated = new AtomicInteger();
  private final AtomicInteger rings = new AtomicInteger();
  private int rotatedTo;

  @Test
  void whatWasAcknowledgedOpensAndWhatWasDeletedDoesNot(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("data");
    List<Duration> readyAgain = new ArrayList<>();
    Random random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      NodeProcess node = NodeProcess.start(data);
      try {
        readyAgain.add(node.readyAfter());
        if (round == 0) {
          assertThat(node.api().post("/api/v1/vault/setup", "{\"root\":\"key-file\"}").status())
              .isEqualTo(200);
          assertThat(node.api().put("/api/v1/secrets/turning", wish("v")).status()).isEqualTo(201);
        }
        prove(node.api());
        Storm.on(
            node,
            30 + random.nextInt(60),
            List.of(this::make, this::delete, this::turn, this::ring));
      } finally {
        node.kill();
      }
    }
    try (NodeProcess node = NodeProcess.start(data)) {
      Map<String, JsonNode> there = prove(node.api());
      destroyed(data, there);
    }
    System.out.printf(
        "vault storm: %d rounds, %d secrets made, %d deleted, %d values and %d rings rotated,"
            + " ready after %s%n",
        ROUNDS, made.size(), deleted.size(), rotated.get(), rings.get(), readyAgain);
  }

  private static String wish(String value) {
    return "{\"value\":\"%s\",%s}".formatted(value, ALLOW);
  }

  private void make(Api api) throws IOException, InterruptedException {
    String name = "s" + number.incrementAndGet();
    assertThat(api.put("/api/v1/secrets/" + name, wish("value " + name)).status()).isEqualTo(201);
    made.add(name);
    deletable.add(name);
  }

  private void delete(Api api) throws IOException, InterruptedException {
    String name = deletable.size() < 20 ? null : deletable.poll();
    if (name == null) {
      make(api);
      return;
    }
    asked.add(name);
    assertThat(api.delete("/api/v1/secrets/" + name).status()).isEqualTo(204);
    deleted.add(name);
  }

  private void turn(Api api) throws IOException, InterruptedException {
    Api.Answer answer =
        api.post(
            "/api/v1/secrets/turning/rotate",
            "{\"value\":\"value %d\"}".formatted(number.incrementAndGet()));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    rotated.incrementAndGet();
    rotatedTo = answer.body().path("version").asInt();
  }

  private void ring(Api api) throws IOException, InterruptedException {
    Api.Answer answer = api.post("/api/v1/vault/rotate", "{}");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    rings.incrementAndGet();
  }

  /** All that was acknowledged, and that each secret that is there opens. */
  private Map<String, JsonNode> prove(Api api) throws Exception {
    Map<String, JsonNode> there = new TreeMap<>();
    String next = "";
    do {
      JsonNode page =
          api.get("/api/v1/secrets?limit=500" + (next.isEmpty() ? "" : "&cursor=" + next)).body();
      for (JsonNode secret : page.path("items")) {
        assertThat(there.put(secret.path("name").asText(), secret)).isNull();
      }
      next = page.path("next").asText("");
    } while (!next.isEmpty() && !next.equals("null"));
    for (JsonNode secret : there.values()) {
      Set<Integer> versions = new HashSet<>();
      for (JsonNode version : secret.path("versions")) {
        assertThat(versions.add(version.path("version").asInt())).isTrue();
        assertThat(version.path("condition").asText()).as("%s", secret).isEqualTo("ready");
      }
    }
    Set<String> wanted = new HashSet<>(made);
    wanted.removeAll(asked);
    assertThat(there.keySet()).containsAll(wanted);
    assertThat(deleted).noneMatch(there::containsKey);
    assertThat(Objects.requireNonNull(there.get("turning")).path("version").asInt())
        .isGreaterThanOrEqualTo(rotatedTo);
    return there;
  }

  /** No more keys than versions, but for those that a kill left before their event. */
  private static void destroyed(Path data, Map<String, JsonNode> there) throws IOException {
    long versions = there.values().stream().mapToLong(each -> each.path("versions").size()).sum();
    try (Stream<Path> keys = Files.list(data.resolve("vault/keys"))) {
      assertThat(keys.count()).isBetween(versions, versions + 4L * ROUNDS);
    }
  }
}

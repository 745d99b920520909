package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 in a storm of changes of a profile and of keys. What was acknowledged is there
 * afterwards, once. {@code -Dkai.config.storm.rounds=50} runs the whole proof.
 */
class ConfigurationStormIT {
  private static final int ROUNDS = Integer.getInteger("kai.config.storm.rounds", 5);
  private static final String DEV = "/api/v1/profiles/dev";

  private final Set<String> changes = ConcurrentHashMap.newKeySet();
  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private final AtomicInteger number = new AtomicInteger();

  @Test
  void nothingAcknowledgedIsMissingAndNothingIsDoubled(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("data");
    List<Duration> readyAgain = new ArrayList<>();
    Random random = new Random(11);
    for (int round = 0; round < ROUNDS; round++) {
      NodeProcess node = NodeProcess.start(data);
      try {
        readyAgain.add(node.readyAfter());
        Storm.on(
            node,
            40 + random.nextInt(80),
            List.of(this::keyOrChange, this::change, this::change, this::change));
      } finally {
        node.kill();
      }
    }
    try (NodeProcess node = NodeProcess.start(data)) {
      assertThat(missing(node.api(), changes)).isEmpty();
      assertThat(missing(node.api(), Set.of("never"))).as("a planted loss").hasSize(1);
      Set<String> there = new HashSet<>();
      node.api()
          .get("/api/v1/keys?limit=1000")
          .body()
          .path("items")
          .forEach(key -> there.add(key.path("id").asText()));
      assertThat(there).containsAll(keys);
      proveOnce(node.api());
    }
    System.out.printf(
        "configuration storm: %d rounds, %d changes and %d keys acknowledged, ready after %s%n",
        ROUNDS, changes.size(), keys.size(), readyAgain);
  }

  private static Set<String> missing(Api api, Set<String> acknowledged) throws Exception {
    JsonNode user = api.get(DEV).body().at("/layer/user");
    Set<String> missing = new HashSet<>(acknowledged);
    missing.removeIf(user::has);
    return missing;
  }

  /** Each change is one version, with its own number. */
  private void proveOnce(Api api) throws Exception {
    Set<Long> versions = new HashSet<>();
    Set<String> reasons = new HashSet<>();
    for (JsonNode made : api.get(DEV + "/versions").body().path("items")) {
      assertThat(versions.add(made.path("version").asLong())).isTrue();
      assertThat(
              made.path("reason").asText().isEmpty() || reasons.add(made.path("reason").asText()))
          .as("%s is there twice", made)
          .isTrue();
    }
  }

  private void keyOrChange(Api api) throws IOException, InterruptedException {
    if (keys.size() < 900) {
      key(api);
    } else {
      change(api);
    }
  }

  private void change(Api api) throws IOException, InterruptedException {
    String name = "c" + number.incrementAndGet();
    Api.Answer answer = api.patch(DEV + "?reason=" + name, "{\"user\":{\"%s\":1}}".formatted(name));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    changes.add(name);
  }

  private void key(Api api) throws IOException, InterruptedException {
    String id = "k" + number.incrementAndGet();
    Api.Answer answer =
        api.post("/api/v1/keys", "{\"id\":\"%s\",\"scopes\":[\"read\"]}".formatted(id));
    assertThat(answer.status()).isEqualTo(201);
    keys.add(id);
  }
}

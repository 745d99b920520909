package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.cli.ReadJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Secrets that are made, rotated and deleted while the vault's own key changes: between a key and
 * its event, and between an event and the end of its key.
 */
final class VaultLoad implements Load {
  static final String PUT = "vault/secret-put ";
  static final String DELETED = "vault/secret-deleted ";
  private static final String TURNING = "turning";
  private static final int ORPHANS = 4; // keys that one end of the node may leave

  private final Ledger ledger;
  private final Set<String> askedGone = ConcurrentHashMap.newKeySet();
  private final Queue<String> deletable = new ConcurrentLinkedQueue<>();
  private final AtomicInteger number = new AtomicInteger();
  private final AtomicInteger ringsAsked = new AtomicInteger();
  private final AtomicInteger rings = new AtomicInteger();
  private int ends;
  private int rotatedTo;
  private Map<String, JsonNode> there = Map.of();

  VaultLoad(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void begin(Api api) throws IOException, InterruptedException {
    Api.Answer setUp = api.post("/api/v1/vault/setup", "{\"root\":\"key-file\"}");
    assertThat(setUp.status()).as(setUp.toString()).isEqualTo(200);
    put(api, TURNING);
  }

  @Override
  public List<Storm.Writer> writers() {
    ends++;
    return List.of(this::make, this::delete, this::turn, this::ring);
  }

  private void put(Api api, String name) throws IOException, InterruptedException {
    ledger.ask(PUT + name);
    String wish =
        "{\"value\":\"value %s\",\"allow\":[{\"host\":\"api.example.com\"}]}".formatted(name);
    Api.Answer answer = api.put("/api/v1/secrets/" + name, wish);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    ledger.acknowledge(PUT + name);
  }

  private void make(Api api) throws IOException, InterruptedException {
    String name = "s" + number.incrementAndGet();
    put(api, name);
    deletable.add(name);
  }

  private void delete(Api api) throws IOException, InterruptedException {
    String name = deletable.size() < 5 ? null : deletable.poll();
    if (name == null) {
      make(api);
      return;
    }
    ledger.ask(DELETED + name);
    askedGone.add(name);
    Api.Answer answer = api.delete("/api/v1/secrets/" + name);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(204);
    ledger.acknowledge(DELETED + name);
  }

  private void turn(Api api) throws IOException, InterruptedException {
    ledger.ask(PUT + TURNING);
    String next = "{\"value\":\"value %d\"}".formatted(number.incrementAndGet());
    Api.Answer answer = api.post("/api/v1/secrets/" + TURNING + "/rotate", next);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    ledger.acknowledge(PUT + TURNING);
    rotatedTo = answer.body().path("version").asInt();
  }

  private void ring(Api api) throws IOException, InterruptedException {
    ringsAsked.incrementAndGet();
    Api.Answer answer = api.post("/api/v1/vault/rotate", "{}");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    rings.incrementAndGet();
  }

  /** That what was acknowledged is there, that all that is there opens, and nothing else is. */
  @Override
  public void prove(Api api) throws IOException, InterruptedException {
    there = secrets(api);
    assertThat(unopened()).as("secrets that do not open").isEmpty();
    for (String event : ledger.acknowledged()) {
      if (event.startsWith(DELETED)) {
        assertThat(there).doesNotContainKey(event.substring(DELETED.length()));
      } else if (event.startsWith(PUT) && !askedGone.contains(event.substring(PUT.length()))) {
        assertThat(there).containsKey(event.substring(PUT.length()));
      }
    }
    assertThat(Objects.requireNonNull(there.get(TURNING)).path("version").asInt())
        .isGreaterThanOrEqualTo(rotatedTo);
  }

  /** The versions that the node cannot open, of the last look. */
  private Set<String> unopened() {
    Set<String> closed = new HashSet<>();
    there.forEach(
        (name, secret) ->
            secret
                .path("versions")
                .forEach(
                    version -> {
                      if (!version.path("condition").asText().equals("ready")) {
                        closed.add(name + "@" + version.path("version").asInt());
                      }
                    }));
    return closed;
  }

  private static Map<String, JsonNode> secrets(Api api) throws IOException, InterruptedException {
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
    return there;
  }

  /** A version is told once; and no more keys than versions, but for what each end left. */
  @Override
  public void proveFiles(Path data, ReadJournal journal) throws IOException {
    Set<String> versions = new HashSet<>();
    int keks = 0;
    for (ReadJournal.Told told : journal.of("vault")) {
      if (told.name().equals("vault/secret-put")) {
        String version = told.text("/name") + "@" + told.text("/version");
        assertThat(versions.add(version)).as("%s is told twice", version).isTrue();
      } else if (told.name().equals("vault/kek-added")) {
        keks++;
      }
    }
    // A rotation that a kill cut off is gone on with by the next, so there may be fewer.
    assertThat(keks).as("keys of the ring").isBetween(1, ringsAsked.get());
    long kept = there.values().stream().mapToLong(each -> each.path("versions").size()).sum();
    try (Stream<Path> keys = Files.list(data.resolve("vault/keys"))) {
      assertThat(keys.count()).isBetween(kept, kept + (long) ORPHANS * ends);
    }
  }

  @Override
  public String counts() {
    return "%d values made, %d secrets deleted, %d rings rotated"
        .formatted(ledger.acknowledged(PUT), ledger.acknowledged(DELETED), rings.get());
  }
}

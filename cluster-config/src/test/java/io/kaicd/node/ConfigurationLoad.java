package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Changes of a profile, and keys. */
final class ConfigurationLoad implements Load {
  static final String CHANGED = "configuration/profile-patched ";
  static final String MADE = "keys/key-made ";
  private static final String DEV = "/api/v1/profiles/dev";
  private static final int MOST_KEYS = 900; // a node keeps a thousand

  private final Ledger ledger;
  private final AtomicInteger number = new AtomicInteger();

  ConfigurationLoad(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public List<Storm.Writer> writers() {
    return List.of(this::keyOrChange, this::change, this::change);
  }

  private void keyOrChange(Api api) throws IOException, InterruptedException {
    if (ledger.acknowledged(MADE) < MOST_KEYS) {
      key(api);
    } else {
      change(api);
    }
  }

  private void change(Api api) throws IOException, InterruptedException {
    String name = "c" + number.incrementAndGet();
    ledger.ask(CHANGED + name);
    Api.Answer answer = api.patch(DEV + "?reason=" + name, "{\"user\":{\"%s\":1}}".formatted(name));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    ledger.acknowledge(CHANGED + name);
  }

  private void key(Api api) throws IOException, InterruptedException {
    String id = "k" + number.incrementAndGet();
    ledger.ask(MADE + id);
    Api.Answer answer =
        api.post("/api/v1/keys", "{\"id\":\"%s\",\"scopes\":[\"read\"]}".formatted(id));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    ledger.acknowledge(MADE + id);
  }

  @Override
  public void prove(Api api) throws IOException, InterruptedException {
    Set<String> there = there(api);
    assertThat(missing(there, ledger.acknowledged())).as("acknowledged and lost").isEmpty();
    assertThat(missing(there, Set.of(CHANGED + "never", MADE + "never")))
        .as("planted losses")
        .hasSize(2);
    Set<Long> versions = new HashSet<>();
    for (JsonNode made : api.get(DEV + "/versions").body().path("items")) {
      assertThat(versions.add(made.path("version").asLong())).as("%s", made).isTrue();
    }
  }

  private static Set<String> missing(Set<String> there, Set<String> acknowledged) {
    Set<String> missing = new HashSet<>(acknowledged);
    missing.removeIf(event -> !event.startsWith(CHANGED) && !event.startsWith(MADE));
    missing.removeAll(there);
    return missing;
  }

  private static Set<String> there(Api api) throws IOException, InterruptedException {
    Set<String> there = new HashSet<>();
    api.get(DEV)
        .body()
        .at("/layer/user")
        .fieldNames()
        .forEachRemaining(name -> there.add(CHANGED + name));
    List<String> keys = new ArrayList<>();
    api.get("/api/v1/keys?limit=1000")
        .body()
        .path("items")
        .forEach(key -> keys.add(MADE + key.path("id").asText()));
    assertThat(keys).doesNotHaveDuplicates();
    there.addAll(keys);
    return there;
  }

  @Override
  public String counts() {
    return "%d changes, %d keys".formatted(ledger.acknowledged(CHANGED), ledger.acknowledged(MADE));
  }
}

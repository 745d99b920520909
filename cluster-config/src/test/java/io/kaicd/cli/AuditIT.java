package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import io.kaicd.contract.json.Json;
import io.kaicd.node.Node;
import io.kaicd.node.NodeOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stranger does to a real node: counted, shown, and a few records of the journal. */
class AuditIT {
  private static final String WRONG = "kai_stranger_0123456789abcdef0123456789";
  private static final Duration EVERY = Duration.ofSeconds(5);

  @TempDir private Path folder;

  @AfterEach
  void asItWas() {
    set(null, null);
  }

  private static void set(@Nullable String every, @Nullable String early) {
    property("kai.audit.every", every);
    property("kai.audit.early", early);
    ConfigFactory.invalidateCaches();
  }

  private static void property(String name, @Nullable String value) {
    if (value == null) {
      System.clearProperty(name);
    } else {
      System.setProperty(name, value);
    }
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Node start() throws Exception {
    return Node.start(
        new NodeOptions(
            data(), "127.0.0.1", 0, "central", Set.of(), "leveldb", "127.0.0.1", 0, List.of()));
  }

  private static Asking owner(Node node) throws Exception {
    return new Asking(node.address(), Files.readString(node.tokenFile()).strip());
  }

  private Ran kai(String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--data";
    all[arguments.length + 1] = data().toString();
    return Ran.kai(all);
  }

  private static long count(JsonNode page) {
    return page.at("/items/0/count").asLong();
  }

  @Test
  void five_hundred_wrong_tokens_are_one_entry_and_a_few_records() throws Exception {
    set(EVERY.toMillis() + "ms", "200ms");
    try (Node node = start();
        Asking owner = owner(node);
        Asking stranger = new Asking(node.address(), WRONG)) {
      int before = ReadJournal.of(data()).all().size();
      long began = System.nanoTime();
      for (int i = 0; i < 500; i++) {
        assertThat(stranger.ask("GET", "/api/v1/services/" + i, "").statusCode()).isEqualTo(401);
      }

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> count(owner.get("/api/v1/audit?code=auth.invalid")) == 500);

      JsonNode items = owner.get("/api/v1/audit?actor=nobody").path("items");
      assertThat(items).hasSize(1);
      assertThat(items.at("/0/operation").asText()).isEqualTo("getService");
      assertThat(items.at("/0/node").asText()).isEqualTo(node.id());
      long periods = (System.nanoTime() - began) / EVERY.toNanos();
      assertThat(ReadJournal.of(data()).all().size() - before)
          .as("the early one, and one a period")
          .isBetween(1, (int) periods + 1);
      assertThat(kai("journal", "verify").exit()).isZero();
      assertThat(kai("audit", "--code", "auth.invalid", "--since", "PT1H").out())
          .containsPattern("500 +auth\\.invalid +nobody +getService");
      assertThat(kai("audit", "--actor", "key:app", "-o", "json").json()).isEmpty();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as("%s", file)
            .doesNotContain("stranger");
      }
    }
  }

  @Test
  void a_revoked_key_is_named_and_a_made_up_one_is_not() throws Exception {
    set("1s", "100ms");
    try (Node node = start();
        Asking owner = owner(node)) {
      String wish = "{\"id\":\"gone\",\"scopes\":[\"read\"]}";
      String token =
          Json.parse(owner.ask("POST", "/api/v1/keys", wish).body()).path("token").asText();
      owner.ask("DELETE", "/api/v1/keys/gone", "");
      try (Asking revoked = new Asking(node.address(), token);
          Asking madeUp = new Asking(node.address(), "kai_gone_made-up")) {
        assertThat(revoked.ask("GET", "/api/v1/services", "").statusCode()).isEqualTo(401);
        assertThat(madeUp.ask("GET", "/api/v1/services", "").statusCode()).isEqualTo(401);
      }

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> owner.get("/api/v1/audit").path("items").size() == 2);

      assertThat(owner.get("/api/v1/audit").path("items").findValuesAsText("actor"))
          .containsExactlyInAnyOrder("key:gone", "nobody");
      assertThat(count(owner.get("/api/v1/audit?actor=key:gone"))).isEqualTo(1);
    }
  }

  @Test
  void a_node_that_stops_writes_what_it_has_and_knows_it_when_it_comes_again() throws Exception {
    set("10m", "10m");
    try (Node node = start();
        Asking stranger = new Asking(node.address(), WRONG)) {
      for (int i = 0; i < 3; i++) {
        stranger.ask("DELETE", "/api/v1/keys/x", "");
      }
      assertThat(ReadJournal.of(data()).of("audit")).as("not yet").isEmpty();
    }

    List<ReadJournal.Told> kept = ReadJournal.of(data()).of("audit");
    assertThat(kept).hasSize(1);
    assertThat(kept.getFirst().event().at("/denials/0/count").asLong()).isEqualTo(3);
    assertThat(kept.getFirst().event().at("/denials/0/operation").asText()).isEqualTo("revokeKey");
    Path backup = folder.resolve("backup");
    Path restored = folder.resolve("restored");
    assertThat(kai("journal", "backup", backup.toString()).exit()).isZero();
    assertThat(
            Ran.kai("journal", "restore", backup.toString(), "--data", restored.toString()).exit())
        .isZero();
    assertThat(ReadJournal.of(restored).of("audit")).isEqualTo(kept);
    try (Node again = start();
        Asking owner = owner(again)) {
      assertThat(count(owner.get("/api/v1/audit?code=auth.invalid"))).isEqualTo(3);
    }
  }
}

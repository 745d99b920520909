package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.node.Node;
import io.kaicd.node.NodeOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vault that is put back from two backups: its journal's, and that of its wrapped keys. */
class VaultBackupIT {
  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void where() {
    data = folder.resolve("data");
  }

  private static Node start(Path data, String journal) throws Exception {
    return Node.start(
        new NodeOptions(
            data, "127.0.0.1", 0, "central", Set.of(), journal, "127.0.0.1", 0, List.of()));
  }

  private static Ran on(Path folder, String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--data";
    all[arguments.length + 1] = folder.toString();
    return Ran.kai(all);
  }

  private static void ok(Ran ran) {
    assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
  }

  /** Passphrases and values are typed, or sent like this. */
  private static void send(Node node, String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.address() + "/api/v1/" + path))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + Files.readString(node.tokenFile()).strip())
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> reply = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(reply.statusCode()).as(reply.body()).isBetween(200, 299);
    }
  }

  private static void vault(Node node, String how) throws Exception {
    send(node, "POST", "vault/" + how, "{\"passphrase\":\"correct horse battery\"}");
  }

  private static void put(Node node, String name) throws Exception {
    send(
        node,
        "PUT",
        "secrets/" + name,
        "{\"value\":\"value of %s\",\"allow\":[{\"host\":\"api.example.com\"}]}".formatted(name));
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private static String condition(Path folder, String name) {
    String shown = on(folder, "secrets", "show", name).out();
    return shown.replaceAll("(?s).*?\"condition\"\\s*:\\s*\"([a-z]+)\".*", "$1");
  }

  @Test
  void both_backups_bring_it_back_and_no_destroyed_key() throws Exception {
    try (Node node = start(data, "leveldb")) {
      vault(node, "setup");
      put(node, "openai");
      put(node, "gone");
      ok(on(data, "vault", "backup", file("older.keys")));
      ok(on(data, "secrets", "delete", "gone"));
      put(node, "later");
      ok(on(data, "journal", "backup", file("journal")));
      Ran kept = on(data, "vault", "backup", file("newest.keys"));
      ok(kept);
      assertThat(kept.out()).contains("2 wrapped keys");
      assertThat(Files.readString(folder.resolve("newest.keys"), StandardCharsets.ISO_8859_1))
          .contains("kai-vault-backup/1")
          .doesNotContain("openai");
      assertThat(on(data, "vault", "restore", file("newest.keys")).err())
          .contains("another process uses the data folder");
    }

    Path restored = folder.resolve("restored");
    Ran journal = on(restored, "journal", "restore", file("journal"));
    ok(journal);
    assertThat(journal.out()).contains("kai vault restore");
    Ran older = on(restored, "vault", "restore", file("older.keys"));
    ok(older);
    assertThat(older.out()).contains("1 keys are back", "1 are left out", "later");
    Ran newest = on(restored, "vault", "restore", file("newest.keys"));
    ok(newest);
    assertThat(newest.out()).contains("1 keys are back, 1 were there, 0 are left out");
    try (Node again = start(restored, "leveldb")) {
      vault(again, "unlock");
      assertThat(condition(restored, "openai")).isEqualTo("ready");
      assertThat(condition(restored, "later")).isEqualTo("ready");
      assertThat(on(restored, "secrets", "show", "gone").err()).contains("secret.unknown");
    }
    try (var keys = Files.list(restored.resolve("vault/keys"))) {
      assertThat(keys).hasSize(2);
    }
  }

  @Test
  void a_database_s_keys_are_kept_and_put_back_too() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        EmbeddedPostgres another = EmbeddedPostgres.builder().start()) {
      String url = postgres.getJdbcUrl("postgres", "postgres");
      String other = another.getJdbcUrl("postgres", "postgres");
      try (Node node = start(data, url)) {
        vault(node, "setup");
        put(node, "openai");
        ok(on(data, "journal", "backup", file("journal"), "--journal", url));
        ok(on(data, "vault", "backup", file("keys"), "--journal", url));
      }
      Path restored = folder.resolve("restored");
      ok(on(restored, "journal", "restore", file("journal"), "--journal", other));
      ok(on(restored, "vault", "restore", file("keys"), "--journal", other));
      try (Node again = start(restored, other)) {
        vault(again, "unlock");
        assertThat(condition(restored, "openai")).isEqualTo("ready");
      }
    }
  }
}

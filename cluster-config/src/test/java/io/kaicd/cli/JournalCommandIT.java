package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.SealedSnapshot;
import io.kaicd.actors.journal.SealedSnapshotSerializer;
import io.kaicd.actors.journal.verify.Checkpoint;
import io.kaicd.actors.journal.verify.CheckpointKey;
import io.kaicd.actors.journal.verify.JdbcRecords;
import io.kaicd.actors.journal.verify.JournalCopy;
import io.kaicd.node.Node;
import io.kaicd.node.NodeOptions;
import io.kaicd.node.StartRefused;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real journal, verified, backed up while it is written to, moved, and tampered with. */
class JournalCommandIT {
  @TempDir private static Path folder;
  private static Path data;
  private static Node node;

  @BeforeAll
  static void start() throws Exception {
    data = folder.resolve("data");
    node = Node.start(options(data, "leveldb"));
    change("first");
  }

  private static NodeOptions options(Path data, String journal) {
    return new NodeOptions(
        data, "127.0.0.1", 0, "central", Set.of(), journal, "127.0.0.1", 0, List.of());
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  private static void change(String value) {
    assertThat(on(data, "config", "set", "dev", "user.value=" + value).exit()).isZero();
  }

  private static Ran on(Path folder, String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--data";
    all[arguments.length + 1] = folder.toString();
    return Ran.kai(all);
  }

  private static Path backup(String name) {
    Path file = folder.resolve(name);
    Ran ran = on(data, "journal", "backup", file.toString());
    assertThat(ran.exit()).as(ran.err()).isZero();
    return file;
  }

  @Test
  void it_is_consistent_while_it_is_written_to() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
      Future<?> writing =
          writer.submit(
              () -> {
                for (int i = 0; !over.get(); i++) {
                  change("v" + i);
                }
              });
      try {
        for (int i = 0; i < 5; i++) {
          assertThat(on(data, "journal", "verify").exit()).isZero();
          Path file = backup("busy-" + i);
          assertThat(Ran.kai("journal", "verify", "--backup", file.toString()).exit()).isZero();
        }
      } finally {
        over.set(true);
      }
      writing.get();
    }
  }

  @Test
  void a_restored_folder_is_the_same_and_a_node_runs_on_it() throws Exception {
    change("kept");
    Path restored = folder.resolve("restored");

    assertThat(on(restored, "journal", "restore", backup("for-restore").toString()).exit())
        .isZero();

    String there = on(restored, "journal", "verify", "-o", "json").out();
    assertThat(there).contains("\"holds\":true").contains("configuration").contains("registry");
    try (Node again = Node.start(options(restored, "leveldb"))) {
      assertThat(on(restored, "config", "show", "dev").out()).contains("kept");
      assertThat(again.view().services()).containsOnlyKeys(node.view().services().keySet());
    }
    Ran second = on(restored, "journal", "restore", folder.resolve("for-restore").toString());
    assertThat(second.exit()).isEqualTo(Kai.REFUSED);
    assertThat(second.err()).contains("journal.not-restored");
  }

  @Test
  void snapshots_that_were_left_behind_are_not_restored_over() throws Exception {
    Path left = folder.resolve("left");
    Files.createDirectories(left.resolve("snapshots"));
    Files.write(left.resolve("snapshots/registry-200.snapshot"), new byte[1]);

    Ran restored = on(left, "journal", "restore", backup("over-snapshots").toString());

    assertThat(restored.exit()).isEqualTo(Kai.REFUSED);
    assertThat(restored.err()).contains("snapshots");
    assertThat(left.resolve("journal")).doesNotExist();
  }

  @Test
  void a_checkpoint_signed_with_another_key_is_refused() throws Exception {
    Ran made = on(data, "journal", "checkpoint");
    String key = made.err().replaceAll("(?s).*key ([0-9a-f]{64}).*", "$1");
    Path checkpoint = folder.resolve("own");
    Files.writeString(checkpoint, made.out());
    Path forged = folder.resolve("forged");
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(
        forged,
        Checkpoint.sign("n", Instant.now(), JournalCopy.anchors(data), CheckpointKey.of(other))
            + "\n");

    String[] own = {"journal", "verify", "--checkpoint", checkpoint.toString()};
    String[] forgery = {"journal", "verify", "--checkpoint", forged.toString()};
    assertThat(on(data, own).out()).doesNotContain("taken on trust");
    assertThat(on(data, forgery).exit()).isEqualTo(Kai.REFUSED);
    assertThat(on(data, forgery).err()).contains("is signed with the key");
    Path backup = backup("to-compare");
    Path elsewhere = folder.resolve("elsewhere");
    String[] ofBackup = {"journal", "verify", "--backup", backup.toString()};
    assertThat(on(elsewhere, with(ofBackup, "--checkpoint", checkpoint.toString())).out())
        .contains("was taken on trust");
    assertThat(on(elsewhere, with(ofBackup, "--checkpoint", forged.toString(), "--key", key)).err())
        .contains("is signed with the key");
    assertThat(
            on(elsewhere, with(ofBackup, "--checkpoint", checkpoint.toString(), "--key", key))
                .out())
        .contains("holds")
        .doesNotContain("taken on trust");
  }

  @Test
  void a_checkpoint_that_a_crash_cut_off_is_named_and_the_others_are_looked_at() throws Exception {
    String made = on(data, "journal", "checkpoint").out();
    Path kept = folder.resolve("cut");
    Files.writeString(kept, made.substring(0, made.length() / 2) + "\n" + made);

    Ran verified = on(data, "journal", "verify", "--checkpoint", kept.toString());
    assertThat(verified.exit()).as(verified.err()).isZero();
    assertThat(verified.out()).contains("line 1 of").contains("is cut off");

    Files.writeString(kept, made.substring(0, made.length() / 2));
    assertThat(on(data, "journal", "verify", "--checkpoint", kept.toString()).err())
        .contains("holds no whole checkpoint");
  }

  @Test
  void an_owner_reads_who_changed_what() throws Exception {
    change("read back");
    assertThat(on(data, "keys", "create", "reader", "--allow", "read").exit()).isZero();

    String last = on(data, "journal", "history", "configuration", "-n", "1", "-o", "json").out();
    assertThat(last).contains("profile-patched").contains("\"actor\":\"owner\"");
    String keys = on(data, "journal", "history", "keys", "--from", "1").out();
    assertThat(keys).contains("key-made").contains("reader").doesNotContain("hash");
    assertThat(on(data, "journal", "history").out()).contains("definition-installed");
    assertThat(on(data, "journal", "history", "--actor", "nobody").out())
        .doesNotContain("key-made");
    assertThat(on(data, "journal", "history", "nowhere").err()).contains("no stream 'nowhere'");
  }

  @Test
  void a_node_says_the_same_over_http() throws Exception {
    change("over http");
    NodeClient client =
        new NodeClient(
            URI.create(node.address()),
            Files.readString(node.tokenFile()).strip(),
            new NodeTrust.Authorities(),
            null,
            new PrintWriter(new StringWriter()));

    JsonNode journal = client.get("/api/v1/journal");
    assertThat(journal.path("streams")).hasSize(5);
    assertThat(journal.path("key").asText()).hasSize(64);
    JsonNode proof = client.post("/api/v1/journal/verify", null);
    assertThat(proof.path("holds").asBoolean()).as(proof.toString()).isTrue();
    Path checkpoint = folder.resolve("over-http");
    Files.writeString(checkpoint, client.post("/api/v1/journal/checkpoint", null).toString());
    assertThat(on(data, "journal", "verify", "--checkpoint", checkpoint.toString()).exit())
        .isZero();
  }

  private static String[] with(String[] some, String... more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void a_database_takes_it_and_a_changed_row_is_named() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
      String url = postgres.getJdbcUrl("postgres", "postgres");
      Path restored = folder.resolve("moved");

      Ran moved =
          on(restored, "journal", "restore", backup("to-move").toString(), "--journal", url);
      assertThat(moved.exit()).as(moved.err()).isZero();
      assertThat(on(restored, "journal", "verify", "--journal", url).exit()).isZero();
      try (Node again = Node.start(options(restored, url))) {
        assertThat(again.view().services()).containsOnlyKeys(node.view().services().keySet());
        verifiedWhileWrittenTo(restored, url);
      }
      snapshotsAreLookedAt(postgres, restored, url);

      try (Connection connection = postgres.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        assertThat(
                statement.executeUpdate(
                    "UPDATE event_journal SET event_payload ="
                        + " set_byte(event_payload, length(event_payload) - 1, 7)"
                        + " WHERE persistence_id = 'registry' AND sequence_number = 3"))
            .isEqualTo(1);
      }
      Ran broken = on(restored, "journal", "verify", "--journal", url);
      assertThat(broken.exit()).isEqualTo(Kai.REFUSED);
      assertThat(broken.err()).contains("'registry' is broken at record 3");
    }
  }

  /** The anchors are moved meanwhile, and must not be ahead of what was read. */
  private static void verifiedWhileWrittenTo(Path folder, String url) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
      Future<?> writing =
          writer.submit(
              () -> {
                for (int i = 0; !over.get(); i++) {
                  on(folder, "config", "set", "dev", "user.value=w" + i);
                }
              });
      try {
        for (int i = 0; i < 20; i++) {
          Ran verified = on(folder, "journal", "verify", "--journal", url);
          assertThat(verified.exit()).as(verified.err()).isZero();
        }
      } finally {
        over.set(true);
      }
      writing.get();
    }
  }

  /** One that says another state than the records, and one of records that are not there. */
  private static void snapshotsAreLookedAt(EmbeddedPostgres postgres, Path folder, String url)
      throws Exception {
    Head[] heads = new Head[2];
    try (JdbcRecords records = new JdbcRecords(url, "", "")) {
      records.each(
          "registry",
          record -> {
            heads[0] = record.seq() == 2 ? new Head(2, record.hash()) : heads[0];
            heads[1] = new Head(record.seq(), record.hash());
          });
    }
    try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
      insert(connection, new SealedSnapshot("registry", heads[0], "registry/1", new byte[] {1}));
      Ran forged = on(folder, "journal", "verify", "--journal", url);
      assertThat(forged.err()).contains("record 2: the snapshot says something else");
      delete(connection);

      long beyond = heads[1].seq() + 5;
      insert(
          connection,
          new SealedSnapshot(
              "registry", new Head(beyond, heads[1].hash()), "registry/1", new byte[] {1}));
      String missing =
          "record " + (heads[1].seq() + 1) + ": missing; a snapshot knows of " + beyond;
      assertThat(on(folder, "journal", "verify", "--journal", url).err()).contains(missing);
      assertThatThrownBy(() -> Node.start(options(folder, url)).close())
          .isInstanceOf(StartRefused.class)
          .hasMessageContaining(missing);
      delete(connection);
    }
  }

  private static void insert(Connection connection, SealedSnapshot snapshot) throws Exception {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO snapshot (persistence_id, sequence_number, created, snapshot_ser_id,"
                + " snapshot_ser_manifest, snapshot_payload) VALUES (?, ?, 0, ?, ?, ?)")) {
      insert.setString(1, snapshot.stream());
      insert.setLong(2, snapshot.head().seq());
      insert.setInt(3, SealedSnapshotSerializer.IDENTIFIER);
      insert.setString(4, SealedSnapshotSerializer.MANIFEST);
      insert.setBytes(5, snapshot.toBytes());
      assertThat(insert.executeUpdate()).isEqualTo(1);
    }
  }

  private static void delete(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM snapshot WHERE snapshot_payload IS NOT NULL");
    }
  }

  @Test
  void an_older_history_is_seen_against_a_checkpoint_that_was_kept() throws Exception {
    Path older = backup("older");
    change("after the backup");
    Path checkpoint = folder.resolve("checkpoint");
    Files.writeString(checkpoint, on(data, "journal", "checkpoint").out());
    assertThat(on(data, "journal", "verify", "--checkpoint", checkpoint.toString()).exit())
        .isZero();

    Path rolledBack = folder.resolve("rolled-back");
    on(rolledBack, "journal", "restore", older.toString());

    assertThat(on(rolledBack, "journal", "verify").exit()).as("by itself it holds").isZero();
    Ran seen = on(rolledBack, "journal", "verify", "--checkpoint", checkpoint.toString());
    assertThat(seen.exit()).isEqualTo(Kai.REFUSED);
    assertThat(seen.err()).contains("'configuration'").contains("the checkpoint of");
    Files.writeString(checkpoint, Files.readString(checkpoint).replaceFirst("\\d{4}-", "1999-"));
    assertThat(on(data, "journal", "verify", "--checkpoint", checkpoint.toString()).err())
        .contains("signature does not hold");
  }

  @Test
  void a_damaged_backup_is_refused_before_anything_is_written() throws Exception {
    Path file = backup("damaged");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    Path untouched = folder.resolve("untouched");

    assertThat(Ran.kai("journal", "verify", "--backup", file.toString()).exit())
        .isEqualTo(Kai.REFUSED);
    Ran restored = on(untouched, "journal", "restore", file.toString());
    assertThat(restored.exit()).isEqualTo(Kai.REFUSED);
    assertThat(restored.err()).contains("digest");
    assertThat(untouched).doesNotExist();
    assertThat(on(data, "journal", "backup", file.toString()).exit())
        .as("an existing file is not replaced")
        .isEqualTo(Kai.REFUSED);
  }

  @Test
  void what_is_not_there_is_named() {
    Path none = folder.resolve("none");

    assertThat(on(none, "journal", "verify").err()).contains("none holds no journal");
    assertThat(on(none, "journal", "restore", none + ".backup").err()).contains("there is no");
    assertThat(on(data, "journal", "backup", folder.toString()).err()).contains("is not replaced");
    assertThat(on(none, "journal", "checkpoint").err()).contains("there is no");
  }
}

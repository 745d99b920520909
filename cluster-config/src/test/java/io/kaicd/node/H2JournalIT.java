package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The journal of a node where LevelDB does not load: an H2 file, looked at while the node runs. */
class H2JournalIT {
  @TempDir private static Path folder;

  private record Ran(int exit, String output) {}

  private static Ran kai(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.kaicd.cli.Kai"));
    Collections.addAll(command, arguments);
    Path output = Files.createTempFile(folder, "ran", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), Files.readString(output));
  }

  private static void write(NodeProcess node, int value) throws Exception {
    String patch = "{\"user\":{\"value\":%d}}".formatted(value);
    assertThat(node.api().patch("/api/v1/profiles/dev", patch).status()).isEqualTo(200);
  }

  private static void vault(NodeProcess node, String how) throws Exception {
    String passphrase = "{\"passphrase\":\"correct horse battery\"}";
    assertThat(node.api().post("/api/v1/vault/" + how, passphrase).status()).isBetween(200, 204);
  }

  @Test
  void it_is_verified_and_backed_up_beside_its_node_and_outlives_a_kill() throws Exception {
    Path data = folder.resolve("data");
    String url = "jdbc:h2:file:" + data.resolve("journal-h2");
    String backup = folder.resolve("backup").toString();
    try (NodeProcess node = NodeProcess.start(data, "--journal", url)) {
      for (int i = 1; i <= 20; i++) {
        write(node, i);
      }

      Ran verified = kai("journal", "verify", "--data", data.toString());
      assertThat(verified.exit()).as(verified.output()).isZero();
      assertThat(verified.output()).contains("configuration holds: 20 records");
      Ran named = kai("journal", "verify", "--data", data.toString(), "--journal", url);
      assertThat(named.exit()).as(named.output()).isZero();
      Ran backedUp = kai("journal", "backup", backup, "--data", data.toString());
      assertThat(backedUp.exit()).as(backedUp.output()).isZero();

      vault(node, "setup");
      String secret = "{\"value\":\"v-1\",\"allow\":[{\"host\":\"api.example.com\"}]}";
      assertThat(node.api().put("/api/v1/secrets/one", secret).status()).isBetween(200, 201);
      assertThat(data.resolve("vault/keys")).isNotEmptyDirectory();
      String keys = folder.resolve("wrapped").toString();
      Ran kept = kai("vault", "backup", keys, "--data", data.toString());
      assertThat(kept.exit()).as(kept.output()).isZero();
      assertThat(kept.output()).contains("1 wrapped keys").doesNotContain("no key was found");

      for (int i = 21; i <= 60; i++) { // by itself H2 would write some of them out later
        write(node, i);
      }
      node.kill();
    }
    Ran left = kai("journal", "verify", "--data", data.toString());
    assertThat(left.output()).contains("configuration holds: 60 records");

    try (NodeProcess again = NodeProcess.start(data, "--journal", url)) {
      assertThat(again.api().get("/api/v1/profiles/dev").body().toString()).contains("60");
      write(again, 61);
      vault(again, "unlock");
      assertThat(again.api().get("/api/v1/secrets/one").body().path("condition").asText())
          .isEqualTo("ready");
    }
    Path restored = folder.resolve("restored");
    Ran moved = kai("journal", "restore", backup, "--data", restored.toString());
    assertThat(moved.exit()).as(moved.output()).isZero();
    Ran there = kai("journal", "verify", "--data", restored.toString());
    assertThat(there.output()).contains("configuration holds: 20 records");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void each_of_its_writes_is_on_the_disk_when_it_returns() throws Exception {
    Path file = folder.resolve("synced");
    try (Connection connection = DriverManager.getConnection(SyncedFiles.over("jdbc:h2:" + file));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (i INT)");

      assertThat(openFlags(file.resolveSibling("synced.mv.db")))
          .isNotEmpty()
          .allMatch(H2JournalIT::synced);
    }
    try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + file)) {
      assertThat(openFlags(file.resolveSibling("synced.mv.db")))
          .as("as H2 has it by itself")
          .isNotEmpty()
          .noneMatch(H2JournalIT::synced);
      assertThat(connection.isClosed()).isFalse();
    }
  }

  private static boolean synced(int flags) {
    return (flags & 0x1000) != 0; // O_DSYNC
  }

  /** What this process has a file open with, as Linux tells it. */
  private static List<Integer> openFlags(Path file) throws IOException {
    List<Integer> flags = new ArrayList<>();
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (Path one : open.toList()) {
        if (Files.exists(one) && Files.isSymbolicLink(one) && Files.isSameFile(one, file)) {
          for (String line :
              Files.readAllLines(Path.of("/proc/self/fdinfo", one.getFileName().toString()))) {
            if (line.startsWith("flags:")) {
              flags.add(Integer.parseInt(line.substring("flags:".length()).strip(), 8));
            }
          }
        }
      }
    }
    return flags;
  }
}

package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kaicd.cli.ReadJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The journal of a node that was used: events of each of the five streams, over two hundred of each
 * but the audit's, with snapshots, anchors, LevelDB's tables and a log behind them.
 */
final class RealJournal {
  private static final int EVENTS = 210; // a snapshot is made at 200
  private static final int MORE = 20;
  private static final int COUNTS = 30; // of denials: each takes its time

  private RealJournal() {}

  private interface Write {
    Api.Answer of(Api api, int number) throws IOException, InterruptedException;
  }

  static Path in(Path folder) throws Exception {
    Path data = folder.resolve("node");
    List<String> flags = Storm.FLAGS;
    try (NodeProcess node = NodeProcess.start(flags, data)) {
      Api.Answer setUp = node.api().post("/api/v1/vault/setup", "{\"root\":\"key-file\"}");
      assertThat(setUp.status()).as(setUp.toString()).isEqualTo(200);
      write(node.api(), data, 0, EVENTS, COUNTS);
    }
    try (NodeProcess node = NodeProcess.start(flags, data)) { // its open makes a table
      write(node.api(), data, EVENTS, EVENTS + MORE, COUNTS + 5);
    }
    return data;
  }

  private static void write(Api api, Path data, int from, int to, int counts) throws Exception {
    Api stranger = new Api(api.address(), "no-token");
    List<Write> writes =
        List.of(
            (node, n) -> node.put("/api/v1/definitions/used/1.0." + n, definition(n)),
            (node, n) ->
                node.patch(
                    "/api/v1/profiles/dev?reason=r" + n,
                    "{\"user\":{\"k%d\":\"v%d\"}}".formatted(n % 40, n)),
            (node, n) ->
                node.post("/api/v1/keys", "{\"id\":\"k%d\",\"scopes\":[\"read\"]}".formatted(n)),
            (node, n) -> secret(node, n));
    try (ExecutorService threads = Executors.newFixedThreadPool(writes.size() + 1)) {
      List<Future<?>> writers = new ArrayList<>();
      for (Write write : writes) {
        writers.add(
            threads.submit(
                () -> {
                  for (int n = from; n < to; n++) {
                    Api.Answer answer = write.of(api, n);
                    assertThat(answer.status()).as(answer.toString()).isBetween(200, 204);
                  }
                  return null;
                }));
      }
      Future<?> denied =
          threads.submit(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  stranger.get("/api/v1/keys");
                  TimeUnit.MILLISECONDS.sleep(5);
                }
                return null;
              });
      try {
        for (Future<?> writer : writers) {
          writer.get(120, TimeUnit.SECONDS);
        }
        await("events of the audit")
            .atMost(Duration.ofSeconds(60))
            .until(() -> ReadJournal.of(data).of("audit").size() >= counts);
      } finally {
        denied.cancel(true);
      }
    }
  }

  private static String definition(int n) {
    return """
        {"id":"used","version":"1.0.%d","host":"^1.0.0","title":"Used","category":"test",
         "implementation":{"plugin":"analytics","version":"*"},
         "capabilities":[{"id":"analytics","version":"1.0.0"}]}"""
        .formatted(n);
  }

  /** Made, rotated and deleted in turn. */
  private static Api.Answer secret(Api api, int n) throws IOException, InterruptedException {
    String path = "/api/v1/secrets/s" + n / 5;
    return switch (n % 5) {
      case 0 -> api.put(path, "{\"value\":\"v\",\"allow\":[{\"host\":\"api.example.com\"}]}");
      case 4 -> n % 15 == 14 ? api.delete(path) : api.post("/api/v1/vault/rotate", "{}");
      default -> api.post(path + "/rotate", "{\"value\":\"v%d\"}".formatted(n));
    };
  }

  /** What a journal is read from: not the node's token, its keys, or what its services keep. */
  static void copy(Path from, Path to) throws IOException {
    for (String name : List.of("journal", "anchors", "snapshots")) {
      try (Stream<Path> all = Files.walk(from.resolve(name))) {
        for (Path path : all.toList()) {
          Path target = to.resolve(from.relativize(path).toString());
          if (Files.isDirectory(path)) {
            Files.createDirectories(target);
          } else {
            Files.copy(path, target);
          }
        }
      }
    }
  }
}

package io.kaicd.node;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, on free ports, so that it can be killed. */
final class NodeProcess implements AutoCloseable {
  private final Process process;
  private final Api api;
  private final Duration readyAfter;

  private NodeProcess(Process process, Api api, Duration readyAfter) {
    this.process = process;
    this.api = api;
    this.readyAfter = readyAfter;
  }

  /** Starts a node on a data folder and returns when it is ready. */
  static NodeProcess start(Path data, String... more) throws IOException {
    return start(List.of(), data, more);
  }

  /**
   * @param jvm flags of the process
   */
  static NodeProcess start(List<String> jvm, Path data, String... more) throws IOException {
    long began = System.nanoTime();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-Xmx1g");
    command.addAll(jvm);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "io.kaicd.cli.Kai", "run"));
    command.addAll(List.of("--data", data.toString()));
    command.addAll(List.of("--http", "127.0.0.1:0", "--cluster", "127.0.0.1:0"));
    command.addAll(List.of(more));
    Path output = data.resolveSibling(data.getFileName() + ".out");
    Files.deleteIfExists(data.resolve("node.json"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    try {
      await("node.json of " + data)
          .atMost(Duration.ofSeconds(60))
          .failFast("the node ended; see " + output, () -> !process.isAlive())
          .until(() -> Files.exists(data.resolve("node.json")));
      JsonNode note = Json.parse(Files.readAllBytes(data.resolve("node.json")));
      Api api =
          new Api(note.path("address").asText(), Files.readString(data.resolve("token")).strip());
      await("ready")
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(20))
          .failFast("the node ended; see " + output, () -> !process.isAlive())
          .until(() -> ready(api));
      return new NodeProcess(process, api, Duration.ofNanos(System.nanoTime() - began));
    } catch (RuntimeException | IOException e) {
      process.destroyForcibly();
      System.err.println(read(output));
      throw e;
    }
  }

  private static boolean ready(Api api) throws IOException, InterruptedException {
    try {
      return api.get("/health/ready").status() == 200;
    } catch (ConnectException e) {
      return false;
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  Api api() {
    return api;
  }

  Duration readyAfter() {
    return readyAfter;
  }

  long pid() {
    return process.pid();
  }

  /** kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      kill();
    }
  }
}

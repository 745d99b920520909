package io.kaicd.http;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The npm programs of src/test/npm, installed into a folder of the test's own. */
final class Npm {
  private static final List<String> FILES =
      List.of("package.json", "package-lock.json", ".npmrc", "client.mjs", "lint.mjs");

  private final Path folder;

  private Npm(Path folder) {
    this.folder = folder;
  }

  static Npm install(Path folder) throws IOException, InterruptedException {
    Path source = Path.of("src", "test", "npm");
    for (String file : FILES) {
      Files.copy(source.resolve(file), folder.resolve(file));
    }
    Npm npm = new Npm(folder);
    npm.run(List.of("npm", "ci", "--no-audit", "--no-fund"), 300);
    return npm;
  }

  /** Its standard output; a failure throws with both. */
  String node(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("node"));
    command.addAll(List.of(arguments));
    return run(command, 60);
  }

  private String run(List<String> command, int seconds) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    boolean ended = process.waitFor(seconds, SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    String text = Files.readString(out, StandardCharsets.UTF_8);
    if (!ended || process.exitValue() != 0) {
      throw new IllegalStateException(command + (ended ? " failed: " : " hung: ") + text);
    }
    return text;
  }
}

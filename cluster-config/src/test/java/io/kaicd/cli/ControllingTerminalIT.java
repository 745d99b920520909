package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kaicd.cli.FakeServer.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real pseudo terminal, made by util-linux's {@code script}, with the key piped in. */
class ControllingTerminalIT {
  private static final String PASSPHRASE = "correct horse battery";
  private static final Path SCRIPT = Path.of("/usr/bin/script");

  private final FakeServer node = new FakeServer();
  @TempDir private Path folder;

  @BeforeEach
  void start() {
    assumeTrue(Files.isExecutable(SCRIPT) && System.getProperty("os.name").equals("Linux"));
    node.on("GET /api/v1/secrets/mine", Answer.problem(404, "secret.unknown"));
    node.on("PUT /api/v1/services/mine?dryRun=true", Answer.ok("{}"));
    node.on("GET /api/v1/vault", Answer.ok("{\"state\":\"unset\"}"));
    node.on("POST /api/v1/vault/setup", Answer.ok("{\"state\":\"unlocked\"}"));
    node.on("PUT /api/v1/secrets/mine", Answer.ok("{}"));
    node.on("PUT /api/v1/services/mine", Answer.ok("{}"));
    node.on("GET /api/v1/services/mine", Answer.ok("{\"status\":{\"phase\":\"ready\"}}"));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  /** What a node that runs has. */
  private FileLock held() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    return FileChannel.open(
            data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
        .lock();
  }

  private String command() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("token"), "t\n");
    Files.writeString(
        data.resolve("node.json"),
        "{\"address\":\"%s\",\"pid\":%d}".formatted(node.address(), ProcessHandle.current().pid()));
    Path arguments =
        Files.writeString(
            folder.resolve("arguments"),
            "-cp \"" + System.getProperty("java.class.path").replace("\\", "\\\\") + "\"\n");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return "printf 'sk-piped' | '%s' '@%s' io.kaicd.cli.Kai add openai-compatible %s"
            .formatted(java, arguments, "https://api.example.com/v1")
        + " --as mine --no-test --key-stdin --data '%s'; echo \"exit $?\"; stty -a".formatted(data);
  }

  @Test
  void a_passphrase_is_asked_for_at_the_terminal_while_the_key_comes_by_a_pipe() throws Exception {
    Path output = folder.resolve("output");
    Process script =
        new ProcessBuilder(List.of(SCRIPT.toString(), "-qec", command(), "/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try (FileLock _ = held();
        OutputStream keyboard = script.getOutputStream()) {
      type(keyboard, output, "p or k? ", "p");
      type(keyboard, output, "New passphrase: ", PASSPHRASE);
      type(keyboard, output, "New passphrase again: ", PASSPHRASE);
      assertThat(script.waitFor(60, TimeUnit.SECONDS)).as(Files.readString(output)).isTrue();
    } finally {
      script.destroyForcibly();
    }

    String shown = Files.readString(output);
    assertThat(shown).contains("exit 0").doesNotContain(PASSPHRASE, "sk-piped");
    assertThat(shown).as("the echo is back").contains(" echo ").doesNotContain("-echo ");
    assertThat(node.asked("POST /api/v1/vault/setup").getFirst().json().path("passphrase").asText())
        .isEqualTo(PASSPHRASE);
    assertThat(node.asked("PUT /api/v1/secrets/mine").getFirst().json().path("value").asText())
        .isEqualTo("sk-piped");
  }

  private static void type(OutputStream keyboard, Path output, String asked, String answer)
      throws IOException {
    await(asked)
        .atMost(Duration.ofSeconds(60))
        .until(() -> Files.readString(output).endsWith(asked));
    keyboard.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
    keyboard.flush();
  }
}

package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets that can be recognised, through every way in and every failure, of a node that logs all
 * that it can; then looked for in all that it wrote, answered and remembers. {@code
 * -Dkai.sentinel.secrets=500 -Dkai.sentinel.wait=60} runs the whole proof: so many secrets, and so
 * many seconds between the vault's locking and the look at the node's memory. (A node has no
 * WebSocket; its streams are server-sent events, which are among the replies.)
 */
class SentinelIT {
  private static final int EITHER = -1;
  private static final int SECRETS = Integer.getInteger("kai.sentinel.secrets", 240);
  private static final int NAMES = 20;

  private final SecureRandom random = new SecureRandom();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  // Each has characters that Base64url and URLs write differently.
  private final String mark = random() + "+/" + random();
  private final String plain = random() + "+/" + random();
  private final Traces traces = Traces.of(mark);
  private final Traces planted = Traces.of(plain);
  private final List<String> replies = new ArrayList<>();
  @TempDir private Path folder;
  private EchoUpstream upstream;
  private Path data;
  private int made;

  private String random() {
    byte[] bytes = new byte[12];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes);
  }

  @BeforeEach
  void start() throws IOException {
    upstream = new EchoUpstream();
    data = folder.resolve("data");
  }

  @AfterEach
  void stop() {
    upstream.close();
    client.shutdownNow();
  }

  private String secret() {
    return mark + "-" + made++;
  }

  /** Kept with its headers, to be looked at. */
  private int ask(NodeProcess node, String method, String path, String body) throws Exception {
    return ask(node.api().address(), node.api().token(), method, path, body);
  }

  private int ask(String address, String token, String method, String path, String body)
      throws Exception {
    HttpResponse<byte[]> response =
        client.send(
            HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .header("Accept", body.contains("\"stream\"") ? "text/event-stream" : "*/*")
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    replies.add(
        method
            + " "
            + path
            + "\n"
            + response.headers().map()
            + new String(response.body(), StandardCharsets.UTF_8));
    return response.statusCode();
  }

  private String wish(String value) {
    return "{\"value\":\"%s\",\"allow\":[{\"host\":\"%s\",\"path\":\"/v1\"}]}"
        .formatted(value, upstream.host());
  }

  private void chat(NodeProcess node, int service, String text) throws Exception {
    String stream = text.equals("stream") ? ",\"stream\":true" : "";
    ask(
        node,
        "POST",
        "/api/v1/services/up-" + service + "/capabilities/llm_chat/chat",
        "{\"model\":\"m1\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]%s}"
            .formatted(text, stream));
  }

  /** Every way in, with secrets as values and as passphrases. */
  private void fill(NodeProcess node, String... journal) throws Exception {
    Path backup = folder.resolve("backup");
    Path sealed = folder.resolve("sealed.json");
    Path report = folder.resolve("report.txt");
    String passphrase = secret();
    assertThat(ask(node, "POST", "/api/v1/vault/setup", phrase(passphrase))).isEqualTo(200);
    for (int i = 0; i < NAMES; i++) {
      assertThat(ask(node, "PUT", "/api/v1/secrets/s-" + i, wish(secret()))).isEqualTo(201);
      assertThat(
              ask(
                  node,
                  "PUT",
                  "/api/v1/services/up-" + i,
                  """
                  {"definition":"openai-compatible@^1","config":{"baseUrl":"%s"},
                   "labels":{"plain":"%s"},"secrets":{"apiKey":{"secret":"s-%d"}}}"""
                      .formatted(upstream.base(), plain, i)))
          .isEqualTo(201);
    }
    while (made < SECRETS) {
      int at = made % NAMES;
      String value = "{\"value\":\"%s\"}".formatted(secret());
      assertThat(ask(node, "POST", "/api/v1/secrets/s-" + at + "/rotate", value)).isEqualTo(200);
      chat(node, at, List.of("say", "refuse", "stream").get(made % 3));
    }
    assertThat(upstream.credentials).anyMatch(sent -> sent.contains(mark));
    mistakes(node);
    String next = secret();
    assertThat(
            ask(
                node,
                "POST",
                "/api/v1/vault/passphrase",
                "{\"passphrase\":\"%s\",\"next\":\"%s\"}".formatted(passphrase, next)))
        .isEqualTo(200);
    ask(node, "POST", "/api/v1/vault/rotate", "{}");
    moved(node);
    command(1, passphrase, "vault", "unlock", "--passphrase-stdin");
    command(0, next, "vault", "unlock", "--passphrase-stdin", "--show-http");
    String to = upstream.host();
    command(
        0, secret(), "secrets", "put", "by-command", "--to", to, "--value-stdin", "--show-http");
    command(0, secret(), "secrets", "rotate", "by-command", "--value-stdin");
    command(
        0, secret(), "add", "openai-compatible", upstream.base(), "--as", "added", "--key-stdin");
    command(0, "", "secrets", "list");
    // Services whose upstream refused are degraded for a while, and the doctor says so.
    command(EITHER, "", "doctor", "--report", report.toString());
    replies.add(Files.readString(report));
    String export = secret();
    command(0, export, "secrets", "export", sealed.toString(), "--passphrase-stdin");
    command(0, export, "secrets", "import", sealed.toString(), "--passphrase-stdin");
    command(1, secret(), "secrets", "import", sealed.toString(), "--passphrase-stdin");
    assertThat(sealed).isNotEmptyFile();
    List<String> backUp = new ArrayList<>(List.of("journal", "backup", backup.toString()));
    backUp.addAll(List.of(journal));
    command(0, "", backUp.toArray(String[]::new));
    // It has what was written openly, as it was written: nothing in it is packed.
    assertThat(planted.inFile(backup)).isNotEmpty();
    for (String path :
        List.of("vault", "secrets", "services", "calls", "configuration/export", "keys", "nodes")) {
      ask(node, "GET", "/api/v1/" + path, "");
    }
  }

  /** To another vault and back, over HTTP. */
  private void moved(NodeProcess node) throws Exception {
    String passphrase = secret();
    assertThat(ask(node, "POST", "/api/v1/vault/export", phrase(passphrase))).isEqualTo(200);
    String sealedNow = replies.getLast().substring(replies.getLast().indexOf("{\"format\""));
    String body = "{\"passphrase\":\"%s\",\"sealed\":%s}";
    assertThat(ask(node, "POST", "/api/v1/vault/import", body.formatted(passphrase, sealedNow)))
        .isEqualTo(200);
    assertThat(ask(node, "POST", "/api/v1/vault/import", body.formatted(secret(), sealedNow)))
        .isEqualTo(403);
  }

  private static String phrase(String passphrase) {
    return "{\"passphrase\":\"%s\"}".formatted(passphrase);
  }

  private void mistakes(NodeProcess node) throws Exception {
    String one = "/api/v1/secrets/wrong";
    assertThat(ask(node, "PUT", one, "{\"value\":\"%s\"}".formatted(secret()))).isEqualTo(422);
    assertThat(ask(node, "PUT", one, "{\"value\":\"%s\" \"x\"}".formatted(secret())))
        .isEqualTo(400);
    assertThat(ask(node, "PUT", one, "{\"%s\":\"v\"}".formatted(secret()))).isEqualTo(422);
    assertThat(ask(node, "PUT", one, wish(secret() + "\\n"))).isEqualTo(201);
    assertThat(ask(node, "PUT", one, wish(secret().repeat(10_000)))).isBetween(413, 422);
    assertThat(ask(node, "PUT", "/api/v1/secrets/UP", wish(secret()))).isEqualTo(400);
    assertThat(ask(node, "POST", one + "/rollback", "{\"version\":\"%s\"}".formatted(secret())))
        .isEqualTo(422);
    assertThat(ask(node, "POST", "/api/v1/vault/unlock", phrase(secret()))).isEqualTo(403);
    assertThat(ask(node, "POST", "/api/v1/vault/setup", phrase(secret()))).isEqualTo(409);
    assertThat(ask(node.api().address(), "no-token", "PUT", one, wish(secret()))).isEqualTo(401);
    ask(
        node,
        "PUT",
        "/api/v1/services/mistaken",
        "{\"definition\":\"openai-compatible@^1\",\"config\":{\"baseUrl\":\"%s\"},\"secrets\":{\"apiKey\":\"%s\"}}"
            .formatted(upstream.base(), secret()));
  }

  /**
   * @param exit that it must end with, or {@link #EITHER} of 0 and 1
   */
  private void command(int exit, String input, String... arguments) throws Exception {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.kaicd.cli.Kai"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--data", data.toString()));
    Path out = Files.createTempFile(folder, "command", ".txt");
    Process process =
        new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String said = String.join(" ", arguments) + "\n" + Files.readString(out);
    assertThat(process.exitValue()).as(said).isIn(exit == EITHER ? List.of(0, 1) : List.of(exit));
    replies.add(said);
  }

  private Path memory(NodeProcess node, String name) throws Exception {
    Path dump = folder.resolve(name + ".hprof");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(node.pid()),
                "GC.heap_dump",
                dump.toString())
            .redirectErrorStream(true)
            .start();
    try (InputStream said = process.getInputStream()) {
      String text = new String(said.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(dump).as(text).exists();
    }
    return dump;
  }

  private void nothingIn(NodeProcess node) throws Exception {
    for (String reply : replies) {
      assertThat(traces.in("a reply", reply)).isEmpty();
    }
    assertThat(String.join("\n", replies)).contains("*****");
    for (String file : List.of("cmdline", "environ")) {
      Path proc = Path.of("/proc", Long.toString(node.pid()), file);
      assertThat(traces.in(file, Files.readAllBytes(proc))).isEmpty();
    }
    assertThat(traces.below(folder)).isEmpty();
    // Four files of log are kept: as long as there is no fourth, none of it is gone.
    assertThat(data.resolve("kai.log")).content().contains(" DEBUG ");
    assertThat(data.resolve("kai.log.3")).doesNotExist();
  }

  /** All rows of all tables as text: the database packs what is long. */
  private static String rows(Connection connection) throws SQLException {
    StringBuilder rows = new StringBuilder();
    List<String> tables = new ArrayList<>();
    try (ResultSet found =
        connection.getMetaData().getTables(null, "public", "%", new String[] {"TABLE"})) {
      while (found.next()) {
        tables.add(found.getString("TABLE_NAME"));
      }
    }
    for (String table : tables) {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT t::text FROM \"" + table + "\" t")) {
        while (row.next()) {
          rows.append(table).append(' ').append(row.getString(1)).append('\n');
        }
      }
    }
    return rows.toString();
  }

  /** With the configuration that a node has, instead of the tests'. */
  private static List<String> logged() {
    URL configuration =
        Objects.requireNonNull(SentinelIT.class.getResource("/logback.xml"), "the node's log");
    return List.of(
        "-Dlogback.configurationFile=" + configuration,
        "-Dkai.loglevel=DEBUG",
        "-Dpekko.loglevel=DEBUG");
  }

  @Test
  void no_secret_is_in_what_a_node_writes_answers_or_remembers() throws Exception {
    try (NodeProcess node = NodeProcess.start(logged(), data)) {
      fill(node);

      nothingIn(node);
      try (Stream<Path> snapshots = Files.list(data.resolve("snapshots"))) {
        assertThat(snapshots).anyMatch(each -> each.getFileName().toString().startsWith("vault-"));
      }
      // The same look finds what was written openly: in the log or journal, and in replies.
      assertThat(planted.below(data)).isNotEmpty();
      assertThat(planted.in("replies", String.join("\n", replies))).isNotEmpty();

      assertThat(ask(node, "POST", "/api/v1/vault/root", "{\"root\":\"key-file\"}")).isEqualTo(200);
      Traces root = Traces.ofBytes(Files.readAllBytes(data.resolve("vault/key")));
      Path open = memory(node, "open");
      assertThat(planted.inFile(open)).isNotEmpty();
      assertThat(root.inFile(open)).isNotEmpty();
      Files.delete(open);
      assertThat(ask(node, "POST", "/api/v1/vault/lock", "{}")).isEqualTo(200);
      TimeUnit.SECONDS.sleep(Integer.getInteger("kai.sentinel.wait", 0));

      Path locked = memory(node, "locked");

      assertThat(planted.inFile(locked)).isNotEmpty();
      assertThat(traces.inFile(locked)).isEmpty();
      assertThat(root.inFile(locked)).isEmpty();
    }
  }

  @Test
  void no_secret_is_in_a_database() throws Exception {
    Path files = folder.resolve("postgres");
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setDataDirectory(files).setCleanDataDirectory(true).start()) {
      in(postgres, files);
    }
  }

  private void in(EmbeddedPostgres postgres, Path files) throws Exception {
    String url = postgres.getJdbcUrl("postgres", "postgres");
    try (NodeProcess node = NodeProcess.start(logged(), data, "--journal", url)) {
      fill(node, "--journal", url);
      try (Connection connection = postgres.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CHECKPOINT");
        String rows = rows(connection);
        assertThat(traces.in("a row", rows)).isEmpty();
        assertThat(planted.in("a row", rows)).isNotEmpty();
        assertThat(rows).containsPattern("(?m)^snapshot \\(vault,");
      }

      nothingIn(node);
      assertThat(planted.below(files)).isNotEmpty();
      assertThat(data.resolve("vault/keys")).doesNotExist();
    }
  }

  @Test
  void a_secret_that_was_printed_would_be_found() {
    String value = secret();

    assertThat(traces.in("a line", "the key is " + value)).isNotEmpty();
    assertThat(traces.in("a URL", URLEncoder.encode(value, StandardCharsets.UTF_8))).isNotEmpty();
    assertThat(traces.in("hex", HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8))))
        .isNotEmpty();
  }
}

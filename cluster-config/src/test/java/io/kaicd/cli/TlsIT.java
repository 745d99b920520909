package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import io.kaicd.node.Node;
import io.kaicd.node.NodeOptions;
import io.kaicd.node.StartRefused;
import io.kaicd.node.tls.TlsChoice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real node that listens off loopback. */
class TlsIT {
  private static final String WRONG = "AB:".repeat(31) + "AB";
  @TempDir private static Path folder;
  private static Node node;
  private static JsonNode note;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    node = Node.start(options("data", "0.0.0.0", new TlsChoice.Auto()));
    note = Json.parse(Files.readAllBytes(node.data().resolve("node.json")));
    port = URI.create(node.address()).getPort();
  }

  private static NodeOptions options(String data, String host, TlsChoice tls) {
    return new NodeOptions(
        folder.resolve(data),
        host,
        0,
        "central",
        Set.of(),
        "leveldb",
        "127.0.0.1",
        0,
        List.of(),
        tls,
        List.of("some.name"));
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  private static String fingerprint() {
    return note.at("/tls/fingerprint").asText();
  }

  @Test
  void offLoopbackWithoutTlsIsRefusedAndSoIsACluster() {
    assertThatThrownBy(() -> Node.start(options("open", "0.0.0.0", new TlsChoice.Off())))
        .isInstanceOfSatisfying(
            StartRefused.class, e -> assertThat(e.remedy()).contains("--tls auto"));
    NodeOptions cluster =
        new NodeOptions(
            folder.resolve("open"),
            "127.0.0.1",
            0,
            "central",
            Set.of(),
            "leveldb",
            "0.0.0.0",
            0,
            List.of(),
            new TlsChoice.Auto(),
            List.of());
    assertThatThrownBy(() -> Node.start(cluster))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("the cluster address");
    assertThat(folder.resolve("open")).doesNotExist();
  }

  @Test
  void filesThatDoNotDoAreARefusalAndLeaveNothingBehind() throws Exception {
    Path none = folder.resolve("none.pem");
    NodeOptions options = options("files", "127.0.0.1", new TlsChoice.Files(none, none));

    assertThatThrownBy(() -> Node.start(options))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("cannot be read");
    // Then its folder is free for another
    Node.start(options("files", "127.0.0.1", new TlsChoice.Off())).close();
  }

  @Test
  void theCommandLineKnowsTheNodeByItsCertificate() {
    Ran listed = Ran.kai("services", "list", "--data", data());
    assertThat(listed.exit()).as(listed.err()).isZero();

    Ran doctor = Ran.kai("doctor", "--data", data());
    assertThat(doctor.out()).contains("TLS is on, SHA-256 " + fingerprint(), "holds until 20");

    Ran shown = Ran.kai("nodes", "--show-http", "--data", data());
    assertThat(shown.err()).contains("--cacert '" + note.at("/tls/certificate").asText() + "'");
  }

  @Test
  void fromElsewhereByTheFingerprintOrNotAtAll() {
    String[] address = {"services", "list", "--address", "https://127.0.0.1:" + port};
    String token = node.tokenFile().toString();

    assertThat(kai(address, "--token-file", token, "--fingerprint", fingerprint()).exit()).isZero();

    Ran wrong = kai(address, "--token-file", token, "--fingerprint", WRONG);
    assertThat(wrong.exit()).isEqualTo(1);
    assertThat(wrong.err()).contains("node.certificate-changed", WRONG, fingerprint());

    Ran unknown = kai(address, "--token-file", token);
    assertThat(unknown.exit()).isEqualTo(1);
    assertThat(unknown.err()).contains("node.certificate-untrusted", "--fingerprint");

    String[] plain = {"services", "list", "--address", "http://127.0.0.1:" + port};
    assertThat(kai(plain, "--token-file", token, "--fingerprint", WRONG).exit()).isEqualTo(2);
    assertThat(kai(plain, "--token-file", token).exit()).as("no TLS").isEqualTo(3);
  }

  @Test
  void aProgramThatTrustsTheFileIsServedByTheAllowedName() throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build();

    assertThat(get(client, "localhost")).isEqualTo(200);
    assertThatThrownBy(() -> get(client, "127.0.0.2"))
        .as("an address that is not in the certificate")
        .isInstanceOf(SSLHandshakeException.class);
    assertThatThrownBy(() -> get(HttpClient.newHttpClient(), "localhost"))
        .isInstanceOf(SSLHandshakeException.class);
    assertThat(statusLine("some.name:" + port)).contains(" 200 ");
    assertThat(statusLine("other.name:" + port)).contains(" 403 ");
    assertThat(statusLine("0.0.0.0:" + port)).contains(" 403 ");
  }

  @Test
  void curlTrustsTheFile() throws Exception {
    assumeThat(Path.of("/usr/bin/curl")).exists();
    Process curl =
        new ProcessBuilder(
                "/usr/bin/curl",
                "-sS",
                "--noproxy",
                "*",
                "--resolve",
                "some.name:" + port + ":127.0.0.1",
                "--cacert",
                node.data().resolve("tls/certificate.pem").toString(),
                "https://some.name:" + port + "/health/ready")
            .redirectErrorStream(true)
            .start();
    assertThat(new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("{\"status\":\"ready\"}");
  }

  private static String data() {
    return node.data().toString();
  }

  private static Ran kai(String[] command, String... more) {
    return Ran.kai(Stream.of(command, more).flatMap(Stream::of).toArray(String[]::new));
  }

  private static int get(HttpClient client, String address)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://" + address + ":" + port + "/health/ready"))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static String statusLine(String host) throws Exception {
    try (Socket socket = trusting().getSocketFactory().createSocket("127.0.0.1", port)) {
      String request = "GET /health/ready HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    }
  }

  private static SSLContext trusting() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(Path.of(note.at("/tls/certificate").asText()))) {
      store.setCertificateEntry(
          "node", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}

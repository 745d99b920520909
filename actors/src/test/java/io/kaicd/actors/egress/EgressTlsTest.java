package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way out to a server with a real certificate. */
class EgressTlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String LOCALHOST = "san=dns:localhost";
  @TempDir private Path folder;

  @Test
  void aTrustedCertificateForTheNamePasses() throws Exception {
    KeyStore certificate = certificate(LOCALHOST, "-1H");
    try (ScriptedUpstream upstream = upstream(certificate);
        Gates gates = new Gates(trusting(certificate).getSocketFactory());
        ServiceEgress egress = gates.to("https://localhost:" + upstream.port())) {
      for (int i = 0; i < 3; i++) {
        assertThat(Gates.text(egress.send(Gates.get(uri(upstream))))).isEqualTo("hello");
      }
      assertThat(upstream.connections).as("kept between requests").hasValue(1);
    }
  }

  @Test
  void anAddressThatIsSilentLeavesTimeForTheNext() throws Exception {
    KeyStore certificate = certificate(LOCALHOST, "-1H");
    try (ScriptedUpstream upstream = upstream(new SilentFirst(server(certificate)));
        Gates gates = new Gates(trusting(certificate).getSocketFactory());
        ServiceEgress egress = gates.to("https://localhost:" + upstream.port())) {
      gates.many.put("localhost", new String[] {"127.0.0.1", "127.0.0.1"});

      assertThat(Gates.text(egress.send(Gates.get(uri(upstream))))).isEqualTo("hello");
    }
  }

  /** Says nothing on the first connection. */
  private static final class SilentFirst extends ServerSocket {
    private final ServerSocket server;
    private final List<Socket> silent = new CopyOnWriteArrayList<>();

    SilentFirst(ServerSocket server) throws IOException {
      this.server = server;
    }

    @Override
    public Socket accept() throws IOException {
      if (silent.isEmpty()) {
        silent.add(server.accept());
      }
      return server.accept();
    }

    @Override
    public int getLocalPort() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      super.close();
      server.close();
      for (Socket one : silent) {
        one.close();
      }
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefused() throws Exception {
    KeyStore certificate = certificate("san=dns:other.example,ip:127.0.0.1", "-1H");
    refused(certificate, trusting(certificate));
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    KeyStore certificate = certificate(LOCALHOST, "-3d");
    refused(certificate, trusting(certificate));
  }

  @Test
  void aCertificateThatNobodyTrustsIsRefused() throws Exception {
    refused(certificate(LOCALHOST, "-1H"), SSLContext.getDefault());
  }

  private static void refused(KeyStore certificate, SSLContext trust) throws Exception {
    try (ScriptedUpstream upstream = upstream(certificate);
        Gates gates = new Gates(trust.getSocketFactory());
        ServiceEgress egress = gates.to("https://localhost:" + upstream.port())) {
      Rejection refusal = Gates.refusal(egress.send(Gates.get(uri(upstream))));

      assertThat(refusal.code()).isEqualTo(ErrorCode.UPSTREAM_UNREACHABLE);
      assertThat(refusal.remedy()).contains("trusts its certificate for that name");
      assertThat(upstream.asked).as("nothing was sent").isEmpty();
    }
  }

  private static URI uri(ScriptedUpstream upstream) {
    return URI.create("https://localhost:" + upstream.port() + "/x");
  }

  private static ScriptedUpstream upstream(KeyStore certificate) throws Exception {
    return upstream(server(certificate));
  }

  private static ServerSocket server(KeyStore certificate) throws Exception {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(certificate, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context
        .getServerSocketFactory()
        .createServerSocket(0, 16, InetAddress.getLoopbackAddress());
  }

  private static ScriptedUpstream upstream(ServerSocket server) {
    byte[] reply =
        ScriptedUpstream.reply("200 OK", "text/plain", "hello").getBytes(StandardCharsets.UTF_8);
    return new ScriptedUpstream(
        server,
        (asked, out) -> {
          out.write(reply);
          return true;
        });
  }

  private static SSLContext trusting(KeyStore certificate) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", certificate.getCertificate("authority"));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** Made by the JDK's own tool for a day from its start, and signed by an authority beside it. */
  private KeyStore certificate(String names, String start) throws Exception {
    Path file = folder.resolve("upstream.p12");
    keytool(file, "authority", "-ext", "bc:c=ca:true", "-startdate", "-5d", "-validity", "10");
    keytool(
        file,
        "upstream",
        "-ext",
        names,
        "-startdate",
        start,
        "-validity",
        "1",
        "-signer",
        "authority");
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    Certificate authority = store.getCertificate("authority");
    store.deleteEntry("authority"); // its key is not the server's
    store.setCertificateEntry("authority", authority);
    return store;
  }

  private static void keytool(Path file, String alias, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", "changeit", "-keystore", file.toString()));
    command.addAll(List.of(more));
    Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (tool.onExit().join().exitValue() != 0) {
      throw new IOException(said);
    }
  }
}

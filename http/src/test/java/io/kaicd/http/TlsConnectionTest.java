package io.kaicd.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kaicd.http.connection.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** All that holds for a connection holds over TLS; and what TLS adds. */
class TlsConnectionTest extends ConnectionTest {
  private static final String LOGGING =
      """
      pekko.loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
      pekko.logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
      kai.http.connections { head-deadline = 1 s, max = 2 }
      """;
  @TempDir private static Path folder;
  private static SSLContext context;

  @BeforeAll
  static void certificate() throws Exception {
    context = TestCertificate.context(folder);
  }

  @Override
  Transport transport() {
    return new Transport.Tls(context);
  }

  @Test
  void aRequestWithoutTlsIsClosedAndNoFaultOfOurs() throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    try (Door door = open(LOGGING)) {
      try (RawSocket plain = new RawSocket(door.port())) {
        plain.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(readAll(plain)).doesNotContain("HTTP");
      }
      // Given a client that does not know the certificate
      assertThatThrownBy(() -> stranger(door.port(), "TLSv1.3").startHandshake())
          .isInstanceOf(SSLHandshakeException.class);
      // Then both have left their place to others
      assertThat(door.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(door.get("/health/live").statusCode()).isEqualTo(200);
    } finally {
      root.detachAppender(log);
    }
    assertThat(log.list).filteredOn(e -> e.getLevel().isGreaterOrEqual(Level.WARN)).isEmpty();
  }

  @Test
  void aHandshakeThatStallsHasItsPlaceCountedAndItsTime() throws Exception {
    try (Door door = open(LOGGING);
        RawSocket silent = new RawSocket(door.port());
        RawSocket half = new RawSocket(door.port())) {
      long began = System.nanoTime();
      half.send(new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00}); // of 512 bytes
      while (door.door.connections() < 2 && System.nanoTime() - began < SECONDS.toNanos(5)) {
        Thread.onSpinWait();
      }
      assertThat(door.door.connections()).isEqualTo(2);
      try (RawSocket third = new RawSocket(door.port())) {
        assertThat(readAll(third)).isEmpty();
      }
      readAll(silent);
      readAll(half);
      assertThat(System.nanoTime() - began).isLessThan(SECONDS.toNanos(5));
      while (door.door.connections() > 0 && System.nanoTime() - began < SECONDS.toNanos(10)) {
        Thread.onSpinWait();
      }
      assertThat(door.door.connections()).isZero();
    }
  }

  @Test
  void aClientThatDoesNotSayGoodByeIsCutOffByTheIdleTimeout() throws Exception {
    String brief =
        """
        kai.http { connections.head-deadline = 1 s, server.idle-timeout = 2 s }
        """;
    try (Door door = open(brief);
        Socket wire = new Socket(InetAddress.getLoopbackAddress(), door.port());
        Socket socket =
            context.getSocketFactory().createSocket(wire, "localhost", door.port(), false)) {
      wire.setSoTimeout(20_000);
      String live = "GET /health/live HTTP/1.1\r\nHost: localhost:" + door.port() + "\r\n\r\n";
      socket.getOutputStream().write(live.getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
      assertThat(ended(wire)).isTrue();
    }
  }

  private static boolean ended(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) { // reset; one that stays open is a time-out, which is another
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void versionsOfTodayAre(String version) throws Exception {
    try (Door door = open("");
        SSLSocket socket =
            (SSLSocket)
                context
                    .getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), door.port())) {
      socket.setEnabledProtocols(new String[] {version});
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
    }
  }

  private static SSLSocket stranger(int port, String version) throws IOException {
    try {
      SSLSocket socket =
          (SSLSocket)
              SSLContext.getDefault()
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(20_000);
      socket.setEnabledProtocols(new String[] {version});
      return socket;
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}

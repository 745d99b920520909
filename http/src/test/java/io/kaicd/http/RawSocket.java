package io.kaicd.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A client that breaks rules. */
final class RawSocket implements AutoCloseable {
  private final Socket socket;
  private @Nullable InputStream in;

  RawSocket(int port) throws IOException {
    this(port, new Socket());
  }

  /** Over TLS; its handshake is made with the first byte. */
  RawSocket(int port, SSLContext tls) throws IOException {
    this(port, tls.getSocketFactory().createSocket());
  }

  private RawSocket(int port, Socket socket) throws IOException {
    this.socket = socket;
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Says that nothing more will come, and still listens. */
  void finish() throws IOException {
    socket.shutdownOutput();
  }

  /** All that comes until the server closes. */
  String readAll() throws IOException {
    return new String(in().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** What has come as soon as it holds a text; empty when the server closes before. */
  String readUntil(String text) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(text) < 0) {
      int next = in().read();
      if (next < 0) {
        return "";
      }
      read.append((char) next);
    }
    return read.toString();
  }

  // Read a byte at a time, which must cost the same with TLS and without.
  private InputStream in() throws IOException {
    if (in == null) {
      in = new BufferedInputStream(socket.getInputStream());
    }
    return in;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

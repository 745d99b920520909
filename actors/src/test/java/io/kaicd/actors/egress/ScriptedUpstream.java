package io.kaicd.actors.egress;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real server on a free loopback port that answers exactly the bytes a test says, lies included.
 */
final class ScriptedUpstream implements AutoCloseable {
  /** What one request gets. Returning false closes the connection. */
  interface Script {
    boolean answer(Asked asked, OutputStream out) throws IOException, InterruptedException;
  }

  record Asked(
      String method, String target, Map<String, String> headers, String body, InputStream in) {}

  final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
  final AtomicInteger connections = new AtomicInteger();
  private final ServerSocket server;
  private final Script script;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  ScriptedUpstream(Script script) {
    this(plainServer(), script);
  }

  ScriptedUpstream(ServerSocket server, Script script) {
    this.script = script;
    this.server = server;
    Thread.ofPlatform().daemon().name("upstream-accept").start(this::accept);
  }

  private static ServerSocket plainServer() {
    try {
      return new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends this text, as UTF-8, to whatever is asked. */
  static ScriptedUpstream always(String reply) {
    byte[] bytes = reply.getBytes(StandardCharsets.UTF_8);
    return new ScriptedUpstream(
        (asked, out) -> {
          out.write(bytes);
          return true;
        });
  }

  static String reply(String status, String type, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return "HTTP/1.1 %s\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n%s"
        .formatted(status, type, length, body);
  }

  int port() {
    return server.getLocalPort();
  }

  String origin() {
    return "http://127.0.0.1:" + port();
  }

  URI uri(String path) {
    return URI.create(origin() + path);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      boolean again = true;
      while (again) {
        String first = line(in);
        if (first.isEmpty()) {
          return;
        }
        Asked request = read(first, in);
        asked.add(request);
        again = script.answer(request, out);
        out.flush();
      }
    } catch (IOException | InterruptedException e) {
      // The other side has gone, which is what some tests are about.
    } finally {
      open.remove(socket);
    }
  }

  private static Asked read(String first, InputStream in) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    String[] parts = first.split(" ", 3);
    return new Asked(parts[0], parts[1], headers, body, in);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}

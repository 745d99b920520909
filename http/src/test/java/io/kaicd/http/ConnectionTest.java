package io.kaicd.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.json.Json;
import io.kaicd.http.connection.Transport;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConnectionTest {
  private static final String LIVE = "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n";

  /** What the connections of these tests go through. */
  Transport transport() {
    return new Transport.Plain();
  }

  private Door open() {
    return open("");
  }

  final Door open(String overrides) {
    Door door = Door.closed(transport(), overrides);
    door.door.open(door.house());
    return door;
  }

  @Test
  void aHeadThatTricklesIsCutOff() throws Exception {
    try (Door door = open("kai.http.connections.head-deadline = 1 s");
        RawSocket socket = door.raw()) {
      // Given a byte now and then, which no idle time-out sees
      long began = System.nanoTime();
      boolean open = true;
      socket.send("GET /health/live HTTP/1.1\r\nX-Slow: ");
      var closed = java.util.concurrent.CompletableFuture.supplyAsync(() -> readAll(socket));
      while (open && System.nanoTime() - began < SECONDS.toNanos(8)) {
        try {
          closed.get(100, MILLISECONDS);
          open = false;
        } catch (java.util.concurrent.TimeoutException e) {
          try {
            socket.send("a");
          } catch (java.io.IOException gone) {
            open = false;
          }
        }
      }
      assertThat(open).isFalse();
      assertThat(System.nanoTime() - began).isLessThan(SECONDS.toNanos(4));
    }
  }

  static String readAll(RawSocket socket) {
    try {
      return socket.readAll();
    } catch (java.io.IOException e) {
      return "";
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    try (Door door = open("kai.http.connections.head-deadline = 1 s");
        RawSocket socket = door.raw()) {
      socket.send(LIVE.formatted(door.port()));
      assertThat(socket.readAll()).startsWith("HTTP/1.1 200").endsWith("{\"status\":\"live\"}");
    }
  }

  @Test
  void aBodyThatTricklesIsRefused() throws Exception {
    try (Door door = open("kai.http.connections.body-deadline = 500 ms");
        RawSocket socket = door.raw()) {
      socket.send(head(door, "Content-Length: 100\r\n"));
      socket.send("{\"a\":");
      assertThat(socket.readAll()).startsWith("HTTP/1.1 408").contains("request.timeout");
    }
  }

  @Test
  void aBodyWithoutLengthIsCappedToo() throws Exception {
    try (Door door = open("kai.http.connections.drain = 8 MiB");
        RawSocket socket = door.raw()) {
      // Given a chunked body of 4 MiB, where 1 MiB is allowed
      socket.send(
          head(door, "Transfer-Encoding: chunked\r\n")
              .replace("llm_chat/chat", "analytics/summary"));
      String chunk = "10000\r\n" + " ".repeat(65_536) + "\r\n";
      for (int i = 0; i < 64; i++) {
        socket.send(chunk);
      }
      socket.send("0\r\n\r\n");
      assertThat(socket.readAll()).startsWith("HTTP/1.1 413").contains("request.too-large");
    }
  }

  @Test
  void aClientThatAsksFirstIsToldBeforeItSends() throws Exception {
    try (Door door = open();
        RawSocket socket = door.raw()) {
      socket.send(head(door, "Content-Length: 50000000\r\nExpect: 100-continue\r\n"));
      assertThat(socket.readAll()).startsWith("HTTP/1.1 413").doesNotContain("100 Continue");
    }
  }

  @Test
  void aClientThatAsksFirstMaySend() throws Exception {
    try (Door door = open();
        RawSocket socket = door.raw()) {
      socket.send(head(door, "Content-Length: 7\r\nExpect: 100-continue\r\n"));
      assertThat(socket.readUntil("100 Continue\r\n")).isNotEmpty();
      socket.send("{\"a\":1}");
      var call = Objects.requireNonNull(door.calls.unary.poll(5, SECONDS));
      call.reply.complete(FakeCalls.output(Json.parse("{\"fine\":1}")));
      assertThat(socket.readUntil("{\"fine\":1}")).contains("200 OK");
    }
  }

  @Test
  void connectionsAreCapped() throws Exception {
    String caps =
        """
        kai.http.connections { max = 3, per-address = 2, count-loopback = on }
        """;
    try (Door door = open(caps);
        RawSocket one = door.raw()) {
      try (RawSocket two = door.raw()) {
        one.send(LIVE.formatted(door.port()));
        one.readUntil("live\"}");
        two.send(LIVE.formatted(door.port()));
        two.readUntil("live\"}");
        // When a third comes from the same address, it is closed
        try (RawSocket three = door.raw()) {
          assertThat(readAll(three)).isEmpty();
        }
        assertThat(door.door.connections()).isEqualTo(2);
      }
      // And when one has left there is room again
      String reply = "";
      long until = System.nanoTime() + SECONDS.toNanos(5);
      while (reply.isEmpty() && System.nanoTime() < until) {
        try (RawSocket again = door.raw()) {
          again.send(LIVE.formatted(door.port()));
          reply = again.readUntil("live\"}");
        } catch (java.io.IOException e) {
          reply = "";
        }
      }
      assertThat(reply).contains("200 OK");
    }
  }

  @Test
  void stoppingWaitsForTheReplyUnderWay() throws Exception {
    try (Door door = open();
        RawSocket busy = door.raw();
        RawSocket idle = door.raw()) {
      idle.send(LIVE.formatted(door.port()));
      idle.readUntil("live\"}");
      busy.send(head(door, "Content-Length: 2\r\n") + "{}");
      var call = Objects.requireNonNull(door.calls.unary.poll(5, SECONDS));
      // When the door closes
      var stopped = door.door.stop().toCompletableFuture();
      assertThat(readAll(idle)).isEmpty();
      assertThat(stopped).isNotDone();
      call.reply.complete(FakeCalls.output(Json.parse("{\"last\":1}")));
      // Then who was being served is served
      assertThat(readAll(busy)).contains("200 OK").endsWith("{\"last\":1}");
      stopped.get(5, SECONDS);
    }
  }

  @Test
  void stoppingDoesNotWaitForEver() throws Exception {
    try (Door door = open("kai.http.connections.shutdown-grace = 300 ms");
        RawSocket busy = door.raw()) {
      busy.send(head(door, "Content-Length: 2\r\n") + "{}");
      var call = Objects.requireNonNull(door.calls.unary.poll(5, SECONDS));
      door.door.stop().toCompletableFuture().get(5, SECONDS);
      assertThat(call.cancelled).isDone();
    }
  }

  @Test
  void isThereBeforeTheHouse() {
    try (Door door = Door.closed(transport(), "")) {
      assertThat(door.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(door.get("/health/ready").statusCode()).isEqualTo(503);
      assertThat(door.get("/api/v1/services").statusCode()).isEqualTo(503);
      door.door.open(door.house());
      assertThat(door.get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(door.get("/api/v1/services").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void repeatedHeadersThatDecideAreRefused() throws Exception {
    try (Door door = open();
        RawSocket socket = door.raw()) {
      socket.send(head(door, "Authorization: Bearer x\r\nContent-Length: 0\r\n"));
      assertThat(socket.readUntil("\r\n")).startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void headersThatAreTooLargeAreRefused() throws Exception {
    try (Door door = open();
        RawSocket socket = door.raw()) {
      socket.send(head(door, "X-Large: " + "x".repeat(10_000) + "\r\n"));
      assertThat(socket.readUntil("\r\n")).startsWith("HTTP/1.1 431");
    }
  }

  private static String head(Door door, String headers) {
    return "POST /api/v1/capabilities/llm_chat/chat HTTP/1.1\r\nHost: localhost:"
        + door.port()
        + "\r\nAuthorization: Bearer "
        + Door.ADMIN
        + "\r\nContent-Type: application/json\r\n"
        + headers
        + "\r\n";
  }
}

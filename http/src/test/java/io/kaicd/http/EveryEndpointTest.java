package io.kaicd.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.resource.OperationIndex;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Asks every row of the table, so that a new one is asked too. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryEndpointTest {
  /** All that may be used without a token: a new one has to be written here, and thought about. */
  private static final Set<String> OPEN =
      Set.of(
          "GET /health/live",
          "GET /health/ready",
          "GET /problems/{code}",
          "GET /schemas/{name}/{file}");

  private final Door door = Door.open();

  @AfterAll
  void stop() {
    door.close();
  }

  List<Endpoint> endpoints() {
    return Endpoints.of(door.house(), door.settings, OperationIndex.of(door.contracts)).endpoints();
  }

  List<Endpoint> guarded() {
    return endpoints().stream().filter(e -> !(e.access() instanceof Access.Open)).toList();
  }

  private static String name(Endpoint endpoint) {
    return endpoint.method() + " " + endpoint.path().text();
  }

  private HttpRequest.Builder ask(Endpoint endpoint) {
    String path = endpoint.path().text().replaceAll("\\{[^}]*}", "x");
    return door.bare(path)
        .method(endpoint.method().name(), BodyPublishers.noBody())
        .header("X-Endpoint", name(endpoint));
  }

  @Test
  void onlyTheListedEndpointsAreOpen() {
    assertThat(
            endpoints().stream()
                .filter(e -> e.access() instanceof Access.Open)
                .map(EveryEndpointTest::name)
                .collect(Collectors.toSet()))
        .isEqualTo(OPEN);
    assertThat(guarded()).hasSizeGreaterThan(20);
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void refusesWithoutToken(Endpoint endpoint) {
    var reply = door.send(ask(endpoint));
    assertThat(reply.statusCode()).isEqualTo(401);
    assertThat(reply.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(reply.body()).contains("auth.missing");
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void refusesWrongToken(Endpoint endpoint) {
    var reply = door.send(ask(endpoint).header("Authorization", "Bearer " + Door.ADMIN + "x"));
    assertThat(reply.statusCode()).isEqualTo(401);
    assertThat(reply.body()).contains("auth.invalid").doesNotContain(Door.ADMIN);
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void refusesForeignOrigin(Endpoint endpoint) {
    for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1:1")) {
      var reply =
          door.send(
              ask(endpoint)
                  .header("Authorization", "Bearer " + Door.ADMIN)
                  .header("Origin", origin));
      assertThat(reply.statusCode()).isEqualTo(403);
      assertThat(reply.body()).contains("origin.refused");
    }
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void refusesForeignHost(Endpoint endpoint) throws Exception {
    String path = endpoint.path().text().replaceAll("\\{[^}]*}", "x");
    for (String host : List.of("evil.example", "evil.example:" + door.port(), "127.0.0.1:1")) {
      try (RawSocket socket = new RawSocket(door.port())) {
        socket.send(
            endpoint.method()
                + " "
                + path
                + " HTTP/1.1\r\nHost: "
                + host
                + "\r\nAuthorization: Bearer "
                + Door.ADMIN
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        assertThat(socket.readAll()).startsWith("HTTP/1.1 403").contains("host.refused");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void isClosedUntilReady(Endpoint endpoint) {
    door.ready = false;
    try {
      var reply = door.send(ask(endpoint).header("Authorization", "Bearer " + Door.ADMIN));
      if (name(endpoint).equals("GET /health/live")) {
        assertThat(reply.statusCode()).isEqualTo(200);
      } else {
        assertThat(reply.statusCode()).isEqualTo(503);
        assertThat(reply.body()).contains("node.not-ready");
      }
    } finally {
      door.ready = true;
    }
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void saysNotToGuessAndNotToKeep(Endpoint endpoint) {
    var headers = door.send(ask(endpoint)).headers();
    Door.security().forEach((name, value) -> assertThat(headers.firstValue(name)).hasValue(value));
    assertThat(headers.firstValue("Server")).isEmpty();
  }
}

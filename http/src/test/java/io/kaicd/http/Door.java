package io.kaicd.http;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kaicd.contract.call.CallLog;
import io.kaicd.contract.call.CallRecord;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.json.Json;
import io.kaicd.http.connection.Transport;
import io.kaicd.http.endpoint.House;
import io.kaicd.http.gate.KeyRing;
import io.kaicd.http.settings.HttpSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;
import org.jspecify.annotations.Nullable;

/** A real door on a free port, with fakes behind it, and a client for it. */
final class Door implements AutoCloseable {
  static final String ADMIN = "kai_admin_0123456789abcdef0123456789";
  static final String REVOKED = "kai_gone_0123456789abcdef0123456789";
  static final String READER = "kai_reader_0123456789abcdef0123456789";

  final FakeCalls calls = new FakeCalls();
  final FakeRegistry registry = new FakeRegistry();
  final FakeKeys namedKeys = new FakeKeys();
  final FakeVault vault = new FakeVault();
  final FakeAudit audit = new FakeAudit();
  final FakeConfiguration configuration = new FakeConfiguration();
  final List<CallRecord> log = new ArrayList<>();
  final ContractCatalog contracts = ContractCatalog.bundled();
  final HttpSettings settings;
  final FrontDoor door;
  final HttpClient client;
  final Transport transport;
  volatile boolean ready = true;
  private final ActorSystem system;

  static Door open() {
    return open("");
  }

  static Door open(String overrides) {
    Door door = closed(overrides);
    door.door.open(door.house());
    return door;
  }

  /** Bound, and not yet handed what stands behind it. */
  static Door closed(String overrides) {
    return closed(new Transport.Plain(), overrides);
  }

  static Door closed(Transport transport, String overrides) {
    return new Door(
        transport, ConfigFactory.parseString(overrides).withFallback(ConfigFactory.load()));
  }

  private Door(Transport transport, Config config) {
    this.transport = transport;
    client =
        switch (transport) {
          case Transport.Plain _ -> HttpClient.newHttpClient();
          case Transport.Tls(var context) -> HttpClient.newBuilder().sslContext(context).build();
        };
    system = ActorSystem.create("door", config.resolve());
    settings = HttpSettings.of(system.settings().config());
    KeyRing keys =
        new KeyRing() {
          @Override
          public @Nullable Caller owner(String token) {
            return switch (token) {
              case ADMIN -> new Caller("admin", Set.of(Caller.ADMIN));
              case READER -> new Caller("reader", Set.of("read", "call:embedding"));
              default -> null;
            };
          }

          @Override
          public @Nullable String holder(String token) {
            return token.equals(REVOKED) ? "key:gone" : null;
          }
        };
    door = await(FrontDoor.start(system, settings, transport, "127.0.0.1", 0, keys));
  }

  House house() {
    return new House(
        calls,
        new Log(),
        registry,
        configuration,
        namedKeys,
        vault,
        vault,
        audit,
        audit,
        new FakeHistory(),
        service -> List.of(),
        contracts,
        () -> ready);
  }

  static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, SECONDS).join();
  }

  /** A connection whose bytes the test writes itself. */
  RawSocket raw() throws IOException {
    return switch (transport) {
      case Transport.Plain _ -> new RawSocket(port());
      case Transport.Tls(var context) -> new RawSocket(port(), context);
    };
  }

  int port() {
    return door.address().getPort();
  }

  HttpRequest.Builder request(String path) {
    return bare(path).header("Authorization", "Bearer " + ADMIN);
  }

  HttpRequest.Builder bare(String path) {
    return HttpRequest.newBuilder(URI.create(transport.scheme() + "://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> get(String path) {
    return send(request(path));
  }

  HttpRequest.Builder json(String method, String path, String body) {
    return request(path)
        .header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(body));
  }

  CompletableFuture<HttpResponse<String>> post(String path, String body) {
    return client.sendAsync(json("POST", path, body).build(), HttpResponse.BodyHandlers.ofString());
  }

  static JsonNode body(HttpResponse<String> response) {
    return Json.parse(response.body());
  }

  static Map<String, String> security() {
    return Map.of("x-content-type-options", "nosniff", "cache-control", "no-store");
  }

  @Override
  public void close() {
    client.shutdownNow();
    await(door.stop());
    system.terminate();
    await(system.getWhenTerminated());
  }

  private final class Log implements CallLog {
    @Override
    public CompletionStage<List<CallRecord>> recent(Filter filter, int limit) {
      return CompletableFuture.completedFuture(
          log.stream().filter(filter::accepts).limit(limit).toList());
    }

    @Override
    public CompletionStage<Optional<CallRecord>> find(String callId) {
      return CompletableFuture.completedFuture(
          log.stream().filter(record -> record.id().equals(callId)).findFirst());
    }
  }
}

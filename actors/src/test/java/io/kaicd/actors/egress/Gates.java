package io.kaicd.actors.egress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.ServiceSpec;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.spi.EgressRequest;
import io.kaicd.spi.EgressResponse;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocketFactory;

/** A gate of a test's own: its environment, its names, two threads of a replica. */
final class Gates implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(20);

  final Map<String, String> environment = new ConcurrentHashMap<>();
  final Map<String, String> names = new ConcurrentHashMap<>();
  final Map<String, String[]> many = new ConcurrentHashMap<>();

  /** Names whose look-up takes until the test is over. */
  final Set<String> dead = ConcurrentHashMap.newKeySet();

  final Queue<String> lookedUp = new ConcurrentLinkedQueue<>();
  private final CountDownLatch over = new CountDownLatch(1);
  final ToldUses audit = new ToldUses();
  final ExecutorService threads =
      Executors.newFixedThreadPool(2, Thread.ofPlatform().name("replica-", 0).factory());
  final EgressGate gate;

  Gates() {
    this((SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  Gates(SSLSocketFactory tls) {
    this(
        tls,
        (name, to) -> {
          throw ErrorCode.VAULT_UNSET.reject("the vault has not been set up").asException();
        });
  }

  Gates(SSLSocketFactory tls, VaultSecrets vault) {
    gate =
        EgressGate.create(
            EgressSettings.of(
                ConfigFactory.parseString(
                        "kai.egress { connect-timeout = 3s, unread-timeout = 300ms }")
                    .withFallback(ConfigFactory.load())),
            environment::get,
            vault,
            audit,
            this::resolve,
            () -> tls);
  }

  private InetAddress[] resolve(String host) throws UnknownHostException {
    lookedUp.add(host);
    if (dead.contains(host)) {
      awaitOver(); // as the system's resolver does, whatever interrupts it
      throw new UnknownHostException(host);
    }
    String[] several = many.get(host);
    if (several == null) {
      return InetAddress.getAllByName(names.getOrDefault(host, host));
    }
    InetAddress[] all = new InetAddress[several.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = InetAddress.getByName(several[i]);
    }
    return all;
  }

  private void awaitOver() {
    boolean isOver = false;
    while (!isOver) {
      try {
        over.await();
        isOver = true;
      } catch (InterruptedException e) {
        isOver = over.getCount() == 0;
      }
    }
  }

  ServiceEgress to(String baseUrl) {
    return bound(
        Definitions.allowing("{config.baseUrl}"), Definitions.spec(Map.of()), config(baseUrl));
  }

  /** Whose owner said all of its configuration. */
  ServiceEgress bound(ServiceDefinition definition, ServiceSpec spec, JsonNode config) {
    return bound(definition, spec, config, config);
  }

  ServiceEgress bound(
      ServiceDefinition definition, ServiceSpec spec, JsonNode config, JsonNode own) {
    return gate.forService("x", definition, spec, config, own, threads);
  }

  static ServiceView service(ServiceDefinition definition, ServiceSpec spec, JsonNode own) {
    return new ServiceView("x", 1, 1, spec, definition, "", List.of(), own);
  }

  static ObjectNode config(String baseUrl) {
    return Json.shared().createObjectNode().put("baseUrl", baseUrl);
  }

  static EgressRequest get(URI uri) {
    return new EgressRequest("GET", uri, Map.of(), new byte[0], LONG, LONG);
  }

  static EgressRequest get(URI uri, Duration firstByte, Duration idle) {
    return new EgressRequest("GET", uri, Map.of(), new byte[0], firstByte, idle);
  }

  static EgressRequest post(URI uri, String body) {
    return new EgressRequest(
        "POST",
        uri,
        Map.of("content-type", "application/json"),
        body.getBytes(StandardCharsets.UTF_8),
        LONG,
        LONG);
  }

  static String text(CompletionStage<EgressResponse> sent) {
    return new String(
        await(sent.thenCompose(reply -> reply.bytes(1 << 20))), StandardCharsets.UTF_8);
  }

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** What it was refused with; fails when it was not refused. */
  static Rejection refusal(CompletionStage<?> stage) {
    try {
      Object value = await(stage);
      throw new AssertionError("not refused: " + value);
    } catch (RejectedException e) {
      return RejectedException.of(e, ErrorCode.INTERNAL);
    }
  }

  static Rejection refusalOfBody(CompletionStage<EgressResponse> sent) {
    return refusal(sent.thenCompose(reply -> reply.bytes(1 << 20)));
  }

  @Override
  public void close() {
    over.countDown();
    gate.close();
    threads.shutdownNow();
  }
}

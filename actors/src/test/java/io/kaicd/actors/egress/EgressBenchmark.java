package io.kaicd.actors.egress;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import io.kaicd.contract.audit.Audit;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.ServiceSpec;
import io.kaicd.contract.secret.Secret;
import io.kaicd.spi.EgressRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;

/**
 * Requests a second through the egress, and through two other clients for comparison, against one
 * upstream in this JVM that answers a canned chat reply. Arguments: the client ({@code egress},
 * {@code pekko}, {@code jdk}), requests under way at once, seconds.
 */
final class EgressBenchmark {
  private static final String REPLY =
      """
      {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,\
      "message":{"role":"assistant","content":"Hello there, how are you?"},"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":9,"completion_tokens":8,"total_tokens":17}}""";
  private static final byte[] ASK =
      "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"
          .getBytes(java.nio.charset.StandardCharsets.UTF_8);

  private interface Client extends AutoCloseable {
    CompletionStage<byte[]> ask(URI uri);

    @Override
    void close();
  }

  private EgressBenchmark() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    String which = args.length > 0 ? args[0] : "egress";
    int atOnce = args.length > 1 ? Integer.parseInt(args[1]) : 32;
    int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    try (ScriptedUpstream upstream =
            ScriptedUpstream.always(ScriptedUpstream.reply("200 OK", "application/json", REPLY));
        Client client = client(which, upstream)) {
      for (int round = 0; round < 3; round++) {
        upstream.asked.clear();
        run(which, client, upstream, atOnce, seconds);
      }
    }
  }

  private static Client client(String which, ScriptedUpstream upstream) {
    return switch (which) {
      case "egress" -> egress(upstream);
      case "pekko" -> pekko();
      case "jdk" -> jdk();
      default -> throw new IllegalArgumentException(which);
    };
  }

  private static void run(
      String which, Client client, ScriptedUpstream upstream, int atOnce, int seconds)
      throws InterruptedException {
    URI uri = upstream.uri("/v1/chat/completions");
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    AtomicInteger count = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    long[] micros = new long[1 << 21];
    long cpu = cpuNanos();
    CountDownLatch done = new CountDownLatch(atOnce);
    for (int i = 0; i < atOnce; i++) {
      next(client, uri, end, count, failed, micros, done);
    }
    done.await();
    int n = Math.min(count.get(), micros.length);
    long[] sorted = Arrays.copyOf(micros, n);
    Arrays.sort(sorted);
    System.out.printf(
        "%s: %d/s at %d, p50 %d us, p99 %d us, %d failed, %.1f us of CPU each (upstream included)%n",
        which,
        n / seconds,
        atOnce,
        sorted[n / 2],
        sorted[(int) (n * 0.99)],
        failed.get(),
        (cpuNanos() - cpu) / 1000.0 / n);
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void next(
      Client client,
      URI uri,
      long end,
      AtomicInteger count,
      AtomicInteger failed,
      long[] micros,
      CountDownLatch done) {
    long start = System.nanoTime();
    if (start > end) {
      done.countDown();
      return;
    }
    client
        .ask(uri)
        .whenComplete(
            (bytes, failure) -> {
              if (failure != null || bytes.length != REPLY.length()) {
                failed.incrementAndGet();
              }
              int at = count.getAndIncrement();
              if (at < micros.length) {
                micros[at] = (System.nanoTime() - start) / 1000;
              }
              next(client, uri, end, count, failed, micros, done);
            });
  }

  private static Client egress(ScriptedUpstream upstream) {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    EgressGate gate =
        EgressGate.create(
            EgressSettings.of(ConfigFactory.load()),
            System.getenv()::get,
            (name, to) -> Secret.owning(new byte[0]),
            Audit.NONE);
    ServiceDefinition definition = Definitions.allowing("{config.baseUrl}");
    ServiceSpec spec = Definitions.spec(Map.of());
    JsonNode config = Json.shared().createObjectNode().put("baseUrl", upstream.origin() + "/v1");
    ServiceEgress egress = gate.forService("x", definition, spec, config, config, threads);
    return new Client() {
      @Override
      public CompletionStage<byte[]> ask(URI uri) {
        return egress
            .send(
                new EgressRequest(
                    "POST",
                    uri,
                    Map.of("content-type", "application/json"),
                    ASK,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30)))
            .thenCompose(reply -> reply.bytes(1 << 20));
      }

      @Override
      public void close() {
        egress.close();
        gate.close();
        threads.shutdown();
      }
    };
  }

  private static Client pekko() {
    ActorSystem system =
        ActorSystem.create(
            "bench",
            ConfigFactory.parseString(
                    "pekko.loglevel=WARNING, pekko.http.host-connection-pool.max-connections=64,"
                        + "pekko.http.host-connection-pool.max-open-requests=1024")
                .withFallback(ConfigFactory.load()));
    Http http = Http.get(system);
    return new Client() {
      @Override
      public CompletionStage<byte[]> ask(URI uri) {
        return http.singleRequest(
                org.apache.pekko.http.javadsl.model.HttpRequest.create(uri.toString())
                    .withMethod(HttpMethods.POST)
                    .withEntity(ContentTypes.APPLICATION_JSON, ASK))
            .thenCompose(reply -> reply.entity().toStrict(60_000, system))
            .thenApply(strict -> strict.getData().toArrayUnsafe());
      }

      @Override
      public void close() {
        system.terminate();
      }
    };
  }

  private static Client jdk() {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    HttpClient http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();
    return new Client() {
      @Override
      public CompletionStage<byte[]> ask(URI uri) {
        return http.sendAsync(
                HttpRequest.newBuilder(uri)
                    .timeout(Duration.ofSeconds(60))
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(ASK))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray())
            .thenApply(HttpResponse::body);
      }

      @Override
      public void close() {
        http.shutdownNow();
        threads.shutdown();
      }
    };
  }
}

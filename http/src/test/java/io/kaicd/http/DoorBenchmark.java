package io.kaicd.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import io.kaicd.contract.audit.Audit;
import io.kaicd.contract.call.CallInfo;
import io.kaicd.contract.call.CallLog;
import io.kaicd.contract.call.CallRecord;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.call.Calls;
import io.kaicd.contract.call.PendingCall;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.http.connection.Transport;
import io.kaicd.http.endpoint.House;
import io.kaicd.http.gate.SingleToken;
import io.kaicd.http.settings.HttpSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * What the door costs: an echo through all of it (gate, table, JSON in and out, headers), with
 * calls that are answered at once, beside Pekko HTTP answering a constant with its own defaults.
 * Both stand in one JVM and are driven by {@code wrk}, in turns.
 *
 * <p>Arguments: rounds (5), seconds a round (5), connections (32).
 */
public final class DoorBenchmark {
  private static final String TOKEN = "kai_bench_0123456789abcdef0123456789";
  private static final String BODY = "{\"input\":\"The quick brown fox jumps over the lazy dog\"}";
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern ERRORS = Pattern.compile("(?m)^\\s*(Non-2xx.*|Socket errors.*)$");

  private DoorBenchmark() {}

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    String seconds = args.length > 1 ? args[1] : "5";
    String connections = args.length > 2 ? args[2] : "32";
    ActorSystem system = ActorSystem.create("bench", ConfigFactory.load());
    try {
      FrontDoor door = door(system, new Transport.Plain());
      int bare = bare(system);
      Path script = script();
      List<Double> ours = new ArrayList<>();
      List<Double> theirs = new ArrayList<>();
      for (int i = -1; i < rounds; i++) {
        double their = drive(script, bare, "/", seconds, connections);
        double our =
            drive(
                script,
                door.address().getPort(),
                "/api/v1/capabilities/embedding/embed",
                seconds,
                connections);
        System.out.printf(
            Locale.ROOT, "%s bare %.0f/s door %.0f/s%n", i < 0 ? "warm-up" : "round", their, our);
        if (i >= 0) {
          theirs.add(their);
          ours.add(our);
        }
      }
      System.out.printf(
          Locale.ROOT,
          "median: bare %.0f/s, door %.0f/s, ratio %.2f%n",
          median(theirs),
          median(ours),
          median(ours) / median(theirs));
      Files.delete(script);
      door.stop().toCompletableFuture().join();
    } finally {
      system.terminate();
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  static FrontDoor door(ActorSystem system, Transport transport) {
    HttpSettings settings = HttpSettings.of(system.settings().config());
    SingleToken token =
        new SingleToken("bench", TOKEN, new Caller("bench", Set.of("call:embedding")));
    FrontDoor door =
        FrontDoor.start(system, settings, transport, "127.0.0.1", 0, token)
            .toCompletableFuture()
            .join();
    door.open(
        new House(
            new Echo(),
            new NoLog(),
            new FakeRegistry(),
            new FakeConfiguration(),
            new FakeKeys(),
            new FakeVault(),
            new FakeVault(),
            Audit.NONE,
            List::of,
            new FakeHistory(),
            service -> List.of(),
            ContractCatalog.bundled(),
            () -> true));
    return door;
  }

  /** A call of the door on a connection that is kept. */
  static String request(int port) {
    return "POST /api/v1/capabilities/embedding/embed HTTP/1.1\r\nHost: 127.0.0.1:"
        + port
        + "\r\nAuthorization: Bearer "
        + TOKEN
        + "\r\nContent-Type: application/json\r\nContent-Length: "
        + BODY.length()
        + "\r\n\r\n"
        + BODY;
  }

  private static int bare(ActorSystem system) {
    HttpResponse constant =
        HttpResponse.create().withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, BODY));
    return Http.get(system)
        .newServerAt("127.0.0.1", 0)
        .bindSync(request -> constant)
        .toCompletableFuture()
        .join()
        .localAddress()
        .getPort();
  }

  private static Path script() throws IOException {
    Path script = Files.createTempFile("door", ".lua");
    return Files.writeString(
        script,
        """
        wrk.method = "POST"
        wrk.body = '%s'
        wrk.headers["Content-Type"] = "application/json"
        wrk.headers["Authorization"] = "Bearer %s"
        """
            .formatted(BODY, TOKEN));
  }

  private static double drive(
      Path script, int port, String path, String seconds, String connections)
      throws IOException, InterruptedException {
    List<String> command =
        Arrays.asList(
            "wrk",
            "-t1",
            "-c" + connections,
            "-d" + seconds + "s",
            "-s",
            script.toString(),
            "http://127.0.0.1:" + port + path);
    Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
    String report = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    wrk.waitFor();
    Matcher rate = RATE.matcher(report);
    if (!rate.find() || ERRORS.matcher(report).find()) {
      throw new IllegalStateException(report);
    }
    return Double.parseDouble(rate.group(1));
  }

  /** Answers with the input, at once. */
  private static final class Echo implements Calls {
    @Override
    public PendingCall<Reply.Unary> unary(CallRequest request) {
      return new Answered("c_01J0000000000000000000000", request.input());
    }

    @Override
    public PendingCall<Reply.Streamed> stream(CallRequest request) {
      throw new UnsupportedOperationException();
    }
  }

  private record Answered(String callId, JsonNode output) implements PendingCall<Reply.Unary> {
    @Override
    public CompletionStage<Reply.Unary> reply() {
      return CompletableFuture.completedFuture(
          new Reply.Output(new CallInfo(callId, "echo", "laptop", "embedding/1.0.0"), output));
    }

    @Override
    public void cancel() {}
  }

  private static final class NoLog implements CallLog {
    @Override
    public CompletionStage<List<CallRecord>> recent(Filter filter, int limit) {
      return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<Optional<CallRecord>> find(String callId) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
  }
}

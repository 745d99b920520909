package io.kaicd.cli;

import io.kaicd.contract.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "discover",
    description = "Look for model servers on this machine's known ports.",
    mixinStandardHelpOptions = true)
final class DiscoverCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int MODELS = 5;

  @Mixin private NodeOptionsMixin node = new NodeOptionsMixin();

  @Option(
      names = "--port",
      paramLabel = "KIND=PORT",
      description = "Another port for ollama, lm-studio, llama-cpp or vllm.")
  private Map<String, Integer> ports = Map.of();

  @Override
  public Integer call() throws Exception {
    List<String> kinds = Stream.of(KnownServer.values()).map(KnownServer::id).toList();
    for (String kind : ports.keySet()) {
      if (!kinds.contains(kind)) {
        throw node.wrong("'" + kind + "' is none of " + String.join(", ", kinds));
      }
    }
    List<KnownServer.Found> found = look();
    if (node.output().json()) {
      node.output().print(Json.shared().valueToTree(found));
      return Kai.OK;
    }
    if (found.isEmpty()) {
      List<String> looked = new ArrayList<>();
      for (KnownServer server : KnownServer.values()) {
        looked.add(server.id() + " " + port(server));
      }
      node.output().line("no model server on the known ports (" + String.join(", ", looked) + ")");
    }
    found.forEach(this::show);
    return Kai.OK;
  }

  private List<KnownServer.Found> look() throws InterruptedException, ExecutionException {
    Probe probe = new Probe(TIMEOUT);
    List<KnownServer.Found> found = new ArrayList<>();
    try (ExecutorService looking = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<KnownServer.Found>>> all = new ArrayList<>();
      for (KnownServer server : KnownServer.values()) {
        all.add(looking.submit(() -> Optional.ofNullable(server.look(probe, port(server)))));
      }
      for (Future<Optional<KnownServer.Found>> one : all) {
        one.get().ifPresent(found::add);
      }
    }
    return found;
  }

  private int port(KnownServer server) {
    return ports.getOrDefault(server.id(), server.port());
  }

  private void show(KnownServer.Found one) {
    List<String> models = one.models();
    String some = String.join(", ", models.subList(0, Math.min(MODELS, models.size())));
    String more = models.size() > MODELS ? ", ..." : "";
    node.output()
        .line(one.title() + " at " + one.baseUrl() + (models.isEmpty() ? "" : ": " + some + more));
    node.output()
        .line("  ./kai add openai-compatible " + one.baseUrl() + " --as " + one.suggested());
  }
}

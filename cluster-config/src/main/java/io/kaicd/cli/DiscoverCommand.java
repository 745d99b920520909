package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "discover",
    description = "Look for model servers on this machine's known ports.",
    mixinStandardHelpOptions = true)
final class DiscoverCommand implements Callable<Integer> {
  @Mixin private NodeOptionsMixin node = new NodeOptionsMixin();

  @Option(
      names = "--port",
      paramLabel = "KIND=PORT",
      description = "Another port for ollama, lm-studio, llama-cpp or vllm.")
  private Map<String, Integer> ports = Map.of();

  /** A server that is known by how it answers; more specific ones first. */
  private record Kind(String id, String title, int port, String path, String mark) {}

  private record Found(Kind kind, int port) {
    String base() {
      return "http://127.0.0.1:" + port + "/v1";
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind("ollama", "Ollama", 11434, "/api/version", "version"),
          new Kind("lm-studio", "LM Studio", 1234, "/api/v0/models", "data"),
          new Kind("llama-cpp", "llama.cpp", 8080, "/props", "default_generation_settings"),
          new Kind("vllm", "vLLM", 8000, "/version", "version"));

  @Override
  public Integer call() throws Exception {
    List<Found> found = new ArrayList<>();
    try (ExecutorService looking = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<Found>>> all = new ArrayList<>();
      for (Kind kind : KINDS) {
        all.add(looking.submit(() -> look(kind)));
      }
      for (Future<Optional<Found>> one : all) {
        one.get().ifPresent(found::add);
      }
    }
    if (node.output().json()) {
      ArrayNode list = Json.shared().createArrayNode();
      found.forEach(f -> list.addObject().put("kind", f.kind().id()).put("baseUrl", f.base()));
      node.output().print(list);
      return Kai.OK;
    }
    if (found.isEmpty()) {
      node.output().line("no model server on the known ports (11434, 1234, 8080, 8000)");
    }
    for (Found one : found) {
      node.output().line(one.kind().title() + " at " + one.base());
      node.output()
          .line("  ./kai add openai-compatible " + one.base() + " --as " + one.kind().id());
    }
    return Kai.OK;
  }

  private Optional<Found> look(Kind kind) throws InterruptedException {
    int port = ports.getOrDefault(kind.id(), kind.port());
    JsonNode answer = ask(port, kind.path());
    return answer != null && answer.has(kind.mark())
        ? Optional.of(new Found(kind, port))
        : Optional.empty();
  }

  private static @Nullable JsonNode ask(int port, String path) throws InterruptedException {
    try {
      HttpResponse<byte[]> response =
          Probe.send(URI.create("http://127.0.0.1:" + port + path), null);
      return response.statusCode() == 200 ? Json.parse(response.body()) : null;
    } catch (IOException | RejectedException e) {
      return null;
    }
  }
}

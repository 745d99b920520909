package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A model server that is known by its port and by how it answers. */
enum KnownServer {
  OLLAMA("Ollama", 11434, "/api/version"),
  LM_STUDIO("LM Studio", 1234, "/api/v0/models"),
  LLAMA_CPP("llama.cpp", 8080, "/props"),
  VLLM("vLLM", 8000, "/version");

  private final String title;
  private final int port;
  private final String path;

  KnownServer(String title, int port, String path) {
    this.title = title;
    this.port = port;
    this.path = path;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  int port() {
    return port;
  }

  /**
   * @param title what it is
   * @param suggested an id for it as a service
   */
  record Found(String title, String suggested, String baseUrl, List<String> models) {}

  /** What answers at this server's port, or at another one; null when nothing known does. */
  @Nullable Found look(Probe probe, int at) throws InterruptedException {
    String root = "http://127.0.0.1:" + at;
    JsonNode answer = probe.ask(URI.create(root + path));
    Probe.Result models = probe.models(URI.create(root + "/v1"), null);
    List<String> ids = models instanceof Probe.Result.Models(var found) ? found : List.of();
    if (answer != null && recognises(answer)) {
      return new Found(title, id(), root + "/v1", ids);
    }
    // Something else that speaks the same API is worth to be told, under no name of its own.
    return models instanceof Probe.Result.Models
        ? new Found("An OpenAI-compatible server", "server-" + at, root + "/v1", ids)
        : null;
  }

  private boolean recognises(JsonNode answer) {
    return switch (this) {
      case OLLAMA, VLLM -> answer.path("version").isTextual();
      case LM_STUDIO -> answer.path("data").isArray();
      case LLAMA_CPP -> answer.path("default_generation_settings").isObject();
    };
  }
}

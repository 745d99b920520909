package io.kaicd.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.version.SemVer;
import io.kaicd.spi.Egress;
import io.kaicd.spi.Invocation;
import io.kaicd.spi.PluginService;
import io.kaicd.spi.ServiceContext;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** The service as a host starts and calls it. */
final class Replica implements AutoCloseable {
  final Path folder;
  final PluginService service;

  Replica(Path folder, int threads) {
    this.folder = folder;
    this.service = new EmbeddingPlugin().start(new Context(folder, threads));
  }

  CompletableFuture<JsonNode> embed(JsonNode input, BooleanSupplier cancelled) {
    return service.call(new Embed(input, cancelled)).toCompletableFuture();
  }

  /** The texts' vectors, which travel as base64. */
  List<float[]> vectors(List<String> texts) {
    return embed(request(texts, "base64"), () -> false)
        .join()
        .path("data")
        .valueStream()
        .map(one -> floats(one.path("embedding").asText()))
        .toList();
  }

  static JsonNode request(List<String> texts, String encoding) {
    var request = Json.shared().createObjectNode().put("encoding_format", encoding);
    ArrayNode input = request.putArray("input");
    texts.forEach(input::add);
    return request;
  }

  static float[] floats(String base64) {
    byte[] bytes = Base64.getDecoder().decode(base64);
    float[] vector = new float[bytes.length / Float.BYTES];
    for (int i = 0; i < vector.length; i++) {
      int bits = 0;
      for (int b = Float.BYTES - 1; b >= 0; b--) {
        bits = (bits << Byte.SIZE) | (bytes[i * Float.BYTES + b] & 0xFF);
      }
      vector[i] = Float.intBitsToFloat(bits);
    }
    return vector;
  }

  @Override
  public void close() {
    service.close();
  }

  private record Context(Path dataFolder, int threads) implements ServiceContext {
    @Override
    public String serviceId() {
      return "local-embedding";
    }

    @Override
    public JsonNode config() {
      return Json.shared().createObjectNode().put("threads", threads);
    }

    @Override
    public Egress egress() {
      throw new AssertionError("nothing goes out");
    }

    @Override
    public CompletionStage<JsonNode> call(String capability, String operation, JsonNode input) {
      throw new AssertionError("nothing is required");
    }

    @Override
    public void offer(String key, Collection<String> values) {}

    @Override
    public Executor executor() {
      return Runnable::run;
    }
  }

  private record Embed(JsonNode input, BooleanSupplier ended) implements Invocation {
    @Override
    public String callId() {
      return "c_test";
    }

    @Override
    public String capability() {
      return "embedding";
    }

    @Override
    public SemVer contract() {
      return SemVer.of("1.0.0");
    }

    @Override
    public String operation() {
      return "embed";
    }

    @Override
    public Instant deadline() {
      return Instant.MAX;
    }

    @Override
    public boolean cancelled() {
      return ended.getAsBoolean();
    }

    @Override
    public void onCancel(Runnable action) {}

    @Override
    public void upstreamStatus(int status) {}
  }
}

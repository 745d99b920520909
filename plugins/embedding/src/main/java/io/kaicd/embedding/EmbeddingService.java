package io.kaicd.embedding;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.json.Json;
import io.kaicd.spi.Invocation;
import io.kaicd.spi.PluginService;
import io.kaicd.spi.ServiceContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code embedding}. The model is loaded at the first text, so that an idle node is small.
 */
final class EmbeddingService implements PluginService {
  private final Path folder;
  private final int threads;
  private final Object loading = new Object();
  private volatile @Nullable SentenceModel model;
  private volatile boolean closed;

  EmbeddingService(ServiceContext context) {
    this.folder = context.dataFolder();
    this.threads = context.config().path("threads").asInt(2);
    context.offer("model", List.of(Model.NAME));
  }

  @Override
  public CompletionStage<JsonNode> call(Invocation invocation) {
    return switch (invocation.operation()) {
      case "embed" -> CompletableFuture.completedFuture(embed(invocation));
      case "list_models" -> CompletableFuture.completedFuture(models());
      default ->
          CompletableFuture.failedFuture(
              ErrorCode.OPERATION_UNKNOWN
                  .reject("embedding has no operation " + invocation.operation())
                  .asException());
    };
  }

  private static JsonNode models() {
    ObjectNode reply = Json.shared().createObjectNode().put("object", "list");
    reply
        .putArray("data")
        .addObject()
        .put("id", Model.NAME)
        .put("object", "model")
        .put("owned_by", "sentence-transformers");
    return reply;
  }

  private JsonNode embed(Invocation invocation) {
    JsonNode input = invocation.input();
    String wanted = input.path("model").asText(Model.NAME);
    if (!wanted.equals(Model.NAME)) {
      throw ErrorCode.MODEL_UNKNOWN
          .reject("this service has the model " + Model.NAME + " only")
          .asException();
    }
    int dimensions = input.path("dimensions").asInt(Model.DIMENSION);
    if (dimensions != Model.DIMENSION) {
      throw ErrorCode.INPUT_INVALID
          .reject("the model's vectors have %d dimensions".formatted(Model.DIMENSION))
          .withRemedy("Leave 'dimensions' out")
          .withFault(
              new Fault(
                  "/dimensions",
                  "const",
                  Integer.toString(Model.DIMENSION),
                  Integer.toString(dimensions)))
          .asException();
    }
    boolean base64 = input.path("encoding_format").asText("float").equals("base64");
    SentenceModel ready = model();
    List<String> texts = texts(input.path("input"));
    ObjectNode reply = Json.shared().createObjectNode().put("object", "list");
    ArrayNode data = reply.putArray("data");
    long used = 0;
    for (int i = 0; i < texts.size(); i++) {
      if (invocation.cancelled()) {
        throw ErrorCode.CALL_CANCELLED.reject("stopped between two texts").asException();
      }
      int[] tokens = ready.tokens(texts.get(i));
      used += tokens.length;
      ObjectNode one = data.addObject().put("object", "embedding").put("index", i);
      put(one, ready.embed(tokens), base64);
    }
    reply.put("model", Model.NAME);
    reply.putObject("usage").put("prompt_tokens", used).put("total_tokens", used);
    return reply;
  }

  private static List<String> texts(JsonNode input) {
    if (input.isTextual()) {
      return List.of(input.textValue());
    }
    List<String> texts = new ArrayList<>(input.size());
    input.forEach(text -> texts.add(text.textValue()));
    return texts;
  }

  private static void put(ObjectNode one, float[] vector, boolean base64) {
    if (base64) {
      ByteBuffer bytes =
          ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(vector);
      one.put("embedding", Base64.getEncoder().encodeToString(bytes.array()));
    } else {
      ArrayNode numbers = Json.shared().getNodeFactory().arrayNode(vector.length);
      for (float x : vector) {
        numbers.add(x);
      }
      one.set("embedding", numbers);
    }
  }

  private SentenceModel model() {
    SentenceModel ready = model;
    if (ready != null) {
      return ready;
    }
    synchronized (loading) {
      ready = model;
      if (ready == null) {
        if (closed) {
          throw ErrorCode.SERVICE_DRAINING.reject("the service has stopped").asException();
        }
        ready = load();
        model = ready;
      }
      return ready;
    }
  }

  private SentenceModel load() {
    try {
      return SentenceModel.load(folder, threads);
    } catch (IOException e) {
      throw ErrorCode.STORAGE_UNAVAILABLE
          .reject("the model's file cannot be put into the service's folder")
          .asException();
    } catch (OrtException e) {
      throw new IllegalStateException("the ONNX runtime does not load the model", e);
    }
  }

  @Override
  public void close() {
    synchronized (loading) {
      closed = true;
      SentenceModel loaded = model;
      model = null;
      if (loaded != null) {
        loaded.close();
      }
    }
  }
}

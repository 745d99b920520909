package io.kaicd.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.call.Usage;
import io.kaicd.contract.json.Json;
import io.kaicd.http.stream.EventWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Chunks as OpenAI streams them. A stream that was cut ends with an error and without {@code
 * [DONE]}, and its connection is closed.
 */
final class OpenAiEvents implements EventWriter {
  private static final String OBJECT = "chat.completion.chunk";
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

  private final String callId;
  private final String model;
  private final boolean wantsUsage;
  private final Runnable closeAfter;
  private boolean toldUsage;

  OpenAiEvents(String callId, String model, boolean wantsUsage, Runnable closeAfter) {
    this.callId = callId;
    this.model = model;
    this.wantsUsage = wantsUsage;
    this.closeAfter = closeAfter;
  }

  @Override
  public void open(ByteArrayOutputStream to) {}

  @Override
  public void write(Frame frame, ByteArrayOutputStream to) {
    switch (frame) {
      case Frame.Data(var chunks) -> chunks.forEach(chunk -> chunk(chunk, to));
      case Frame.Completed(long _, var usage) -> {
        if (wantsUsage && !toldUsage) {
          event(to, usageChunk(usage));
        }
        to.writeBytes(DONE);
      }
      case Frame.Rejected(long _, var rejection) -> {
        event(to, OpenAiErrors.document(rejection));
        closeAfter.run();
      }
    }
  }

  private void chunk(JsonNode chunk, ByteArrayOutputStream to) {
    boolean hasUsage = chunk.path("usage").isObject();
    if (hasUsage && !wantsUsage && chunk.path("choices").isEmpty()) {
      return;
    }
    ObjectNode full = Completions.complete(chunk, OBJECT, callId, model);
    if (!wantsUsage) {
      full.remove("usage");
    }
    toldUsage |= hasUsage;
    event(to, full);
  }

  private ObjectNode usageChunk(Usage usage) {
    ObjectNode last = Completions.complete(Json.shared().createObjectNode(), OBJECT, callId, model);
    last.putArray("choices");
    last.putObject("usage")
        .put("prompt_tokens", usage.inputTokens())
        .put("completion_tokens", usage.outputTokens())
        .put("total_tokens", usage.inputTokens() + usage.outputTokens());
    return last;
  }

  private static void event(ByteArrayOutputStream to, JsonNode data) {
    to.writeBytes(DATA);
    to.writeBytes(Json.bytes(data));
    to.writeBytes(END);
  }
}

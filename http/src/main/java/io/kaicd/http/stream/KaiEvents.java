package io.kaicd.http.stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.call.CallInfo;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.http.reply.Problems;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The node's own events: started, chunk, and one of completed, failed, cancelled. */
public final class KaiEvents implements EventWriter {
  private static final byte[] DATA = ascii("\ndata: ");
  private static final byte[] END = ascii("\n\n");
  private static final byte[] STARTED = ascii("event: started");
  private static final byte[] CHUNK = ascii("event: chunk\nid: ");
  private static final byte[] COMPLETED = ascii("event: completed");
  private static final byte[] FAILED = ascii("event: failed");
  private static final byte[] CANCELLED = ascii("event: cancelled");

  private final CallInfo call;
  private long chunks;

  public KaiEvents(CallInfo call) {
    this.call = call;
  }

  @Override
  public void open(ByteArrayOutputStream to) {
    event(
        to,
        STARTED,
        Json.shared()
            .createObjectNode()
            .put("callId", call.callId())
            .put("service", call.service())
            .put("node", call.node())
            .put("contract", call.contract()));
  }

  @Override
  public void write(Frame frame, ByteArrayOutputStream to) {
    switch (frame) {
      case Frame.Data(var values) -> values.forEach(value -> chunk(value, to));
      case Frame.Completed(long _, var usage) -> {
        var done = Json.shared().createObjectNode().put("chunks", chunks);
        done.put("finishReason", usage.finishReason().isEmpty() ? null : usage.finishReason());
        done.putObject("usage")
            .put("inputTokens", usage.inputTokens())
            .put("outputTokens", usage.outputTokens());
        event(to, COMPLETED, done);
      }
      case Frame.Rejected(long _, var rejection)
          when rejection.code() == ErrorCode.CALL_CANCELLED ->
          event(
              to,
              CANCELLED,
              Json.shared().createObjectNode().put("by", "caller").put("chunks", chunks));
      case Frame.Rejected(long _, var rejection) ->
          event(to, FAILED, Problems.document(rejection).put("chunks", chunks));
    }
  }

  private void chunk(JsonNode value, ByteArrayOutputStream to) {
    chunks++;
    to.writeBytes(CHUNK);
    to.writeBytes(ascii(Long.toString(chunks)));
    event(to, new byte[0], value);
  }

  private static void event(ByteArrayOutputStream to, byte[] name, JsonNode data) {
    to.writeBytes(name);
    to.writeBytes(DATA);
    to.writeBytes(Json.bytes(data));
    to.writeBytes(END);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

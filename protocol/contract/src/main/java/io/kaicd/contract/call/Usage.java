package io.kaicd.contract.call;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Tokens that a call used, read by the host from the {@code usage} object of a reply or a chunk.
 *
 * @param inputTokens 0 when not told
 * @param outputTokens 0 when not told
 * @param finishReason empty when not told
 */
public record Usage(long inputTokens, long outputTokens, String finishReason) {
  public static final Usage NONE = new Usage(0, 0, "");

  /** This usage, overlaid with what a reply or chunk tells, in OpenAI's spelling. */
  public Usage with(JsonNode value) {
    JsonNode usage = value.path("usage");
    String finished = value.path("choices").path(0).path("finish_reason").asText("");
    if (!usage.isObject() && finished.isEmpty()) {
      return this;
    }
    return new Usage(
        usage.path("prompt_tokens").asLong(inputTokens),
        usage.path("completion_tokens").asLong(outputTokens),
        finished.isEmpty() || finished.equals("null") ? finishReason : finished);
  }
}

package io.kaicd.tck;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import java.util.List;
import java.util.function.Consumer;

/** One sample: a call, and what it should come to. */
sealed interface Step {
  String capability();

  String operation();

  JsonNode input();

  /** Whether it is called as a stream. */
  default boolean streamed() {
    return false;
  }

  default String name() {
    return capability() + "/" + operation() + (streamed() ? " (stream)" : "");
  }

  record Answers(String capability, String operation, JsonNode input, Consumer<JsonNode> check)
      implements Step {}

  record Streams(
      String capability, String operation, JsonNode input, Consumer<List<JsonNode>> check)
      implements Step {
    @Override
    public boolean streamed() {
      return true;
    }
  }

  record Refuses(
      String capability, String operation, JsonNode input, boolean streamed, ErrorCode code)
      implements Step {}

  /** A call that goes on until it is cancelled, or at least for seconds. */
  record Slow(String capability, String operation, JsonNode input, boolean streamed)
      implements Step {}

  /** A new configuration, and a call that shows it. */
  record Reconfigures(
      String capability,
      String operation,
      JsonNode input,
      JsonNode config,
      Consumer<JsonNode> check)
      implements Step {}
}

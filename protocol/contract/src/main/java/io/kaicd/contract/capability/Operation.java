package io.kaicd.contract.capability;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One operation of a capability, with its schemas compiled.
 *
 * @param routeBy where the routing key stands in the input; empty when the default service answers
 * @param internal called by the host only, never from outside
 * @param chunk the schema of a stream's chunk; accepts nothing when the operation does not stream
 * @param errors the codes that this operation may refuse with, besides the host's own
 */
public record Operation(
    String capability,
    String name,
    Effect effect,
    Set<Mode> modes,
    JsonPointer routeBy,
    boolean internal,
    Duration deadline,
    Limits limits,
    CompiledSchema input,
    CompiledSchema output,
    CompiledSchema chunk,
    List<String> errors) {

  public enum Effect {
    READ,
    IDEMPOTENT,
    WRITE;

    /** Whether the host may try again after bytes were sent. */
    public boolean repeatable() {
      return this != WRITE;
    }
  }

  public enum Mode {
    UNARY,
    STREAM
  }

  /** In bytes of JSON. */
  public record Limits(int request, int reply) {}

  public List<Fault> checkInput(JsonNode value) {
    return input.check(value);
  }

  /** The name of the routing key, such as {@code model}; empty when there is none. */
  public String routingKey() {
    return routeBy.matches() ? "" : routeBy.last().getMatchingProperty();
  }

  /** The routing key's value in an input; empty when the input has none. */
  public String routingValue(JsonNode value) {
    return routeBy.matches() ? "" : value.at(routeBy).asText("");
  }
}

package io.kaicd.contract.registry;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.kaicd.contract.call.Caller;

/**
 * @param dryRun checks all and changes nothing
 */
public record WriteOptions(Caller actor, Precondition precondition, boolean dryRun) {

  /** What must hold for the write to be made. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Precondition.None.class, name = "none"),
    @JsonSubTypes.Type(value = Precondition.Absent.class, name = "absent"),
    @JsonSubTypes.Type(value = Precondition.Generation.class, name = "generation")
  })
  public sealed interface Precondition {
    Precondition NONE = new None();

    /** Whatever is there. */
    record None() implements Precondition {}

    /** It must not be there yet ({@code If-None-Match: *}). */
    record Absent() implements Precondition {}

    /** It must be at this generation ({@code If-Match}). */
    record Generation(long generation) implements Precondition {}
  }
}

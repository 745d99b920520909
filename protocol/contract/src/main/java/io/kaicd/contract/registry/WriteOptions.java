package io.kaicd.contract.registry;

import io.kaicd.contract.call.Caller;

/**
 * @param dryRun checks all and changes nothing
 */
public record WriteOptions(Caller actor, Precondition precondition, boolean dryRun) {

  /** What must hold for the write to be made. */
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

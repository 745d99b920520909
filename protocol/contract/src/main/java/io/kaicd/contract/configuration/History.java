package io.kaicd.contract.configuration;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * How profiles came to be what they are, back to their first version: what a node does not remember
 * is read from the journal. Each answer may fail with a {@link
 * io.kaicd.contract.error.RejectedException}: {@code profile.unknown}, {@code
 * profile.version-unknown}, or that the journal cannot be read.
 */
public interface History {
  /** Before the first page. */
  long NEWEST = Long.MAX_VALUE;

  /**
   * One of a profile's versions: who made it, when and why.
   *
   * @param undoes the version that this one took back, 0 for none
   */
  record Made(long version, String actor, Instant at, String reason, long undoes) {}

  /**
   * @param versions the newest first
   * @param more whether there are older ones
   */
  record Versions(List<Made> versions, boolean more) {
    public Versions {
      versions = List.copyOf(versions);
    }
  }

  /**
   * A page of a profile's versions.
   *
   * @param before only versions below this one
   */
  CompletionStage<Versions> versions(String profile, long before, int limit);

  /** Of a profile's own layer and parent, between two of its versions. */
  CompletionStage<List<Difference>> difference(String profile, Moment from, Moment to);
}

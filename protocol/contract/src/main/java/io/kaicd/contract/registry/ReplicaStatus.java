package io.kaicd.contract.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.kaicd.contract.error.Rejection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a replica says of itself; it is published by the node that runs it and not persisted.
 *
 * @param observed the generation of the service that it runs
 * @param breaker {@code closed}, {@code open} or {@code half-open}
 * @param abandoned threads of its plugin that could not be stopped
 * @param offers values by routing key
 * @param lastProblem why it is not ready, or what went wrong last
 * @param configured the digest of the configuration that it runs with, empty when it does not run
 * @param refused the digest of the configuration that it did not take, empty when it took the last
 */
public record ReplicaStatus(
    String service,
    String node,
    Phase phase,
    long observed,
    String breaker,
    int inFlight,
    int restarts,
    int abandoned,
    Map<String, List<String>> offers,
    @Nullable Rejection lastProblem,
    String configured,
    String refused) {

  @JsonCreator
  public ReplicaStatus {
    offers = Map.copyOf(offers);
  }

  /** One of which nothing is known about configurations. */
  public ReplicaStatus(
      String service,
      String node,
      Phase phase,
      long observed,
      String breaker,
      int inFlight,
      int restarts,
      int abandoned,
      Map<String, List<String>> offers,
      @Nullable Rejection lastProblem) {
    this(
        service,
        node,
        phase,
        observed,
        breaker,
        inFlight,
        restarts,
        abandoned,
        offers,
        lastProblem,
        "",
        "");
  }
}

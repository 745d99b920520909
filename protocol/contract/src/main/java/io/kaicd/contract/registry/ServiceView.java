package io.kaicd.contract.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.definition.ServiceDefinition;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A service as a node sees it.
 *
 * @param generation goes up with each of its changes; no other service under this id ever had it;
 *     its ETag
 * @param created the journal's number of the event that made it, which orders services by age
 * @param definition the version that its range resolves to
 * @param quarantine why it is in quarantine, empty when it is not
 * @param own what of its configuration was said for this very service: by its owner, in a profile
 *     or in the node's environment, and not by its definition's defaults or those of the host
 */
public record ServiceView(
    String id,
    long generation,
    long created,
    ServiceSpec spec,
    ServiceDefinition definition,
    String quarantine,
    List<ReplicaStatus> replicas,
    JsonNode own) {

  public ServiceView {
    replicas = List.copyOf(replicas);
  }

  /** As its owner put it. */
  public ServiceView(
      String id,
      long generation,
      long created,
      ServiceSpec spec,
      ServiceDefinition definition,
      String quarantine,
      List<ReplicaStatus> replicas) {
    this(id, generation, created, spec, definition, quarantine, replicas, spec.config());
  }

  public boolean quarantined() {
    return !quarantine.isEmpty();
  }

  public Phase phase() {
    if (quarantined()) {
      return Phase.QUARANTINED;
    }
    if (!spec.enabled()) {
      return Phase.STOPPED;
    }
    return replicas.stream()
        .map(ReplicaStatus::phase)
        .min(Comparator.naturalOrder())
        .orElse(Phase.UNPLACED);
  }

  /** What its replicas offer together. */
  public Map<String, List<String>> offers() {
    Map<String, TreeSet<String>> all = new TreeMap<>();
    for (ReplicaStatus replica : replicas) {
      replica
          .offers()
          .forEach((key, values) -> all.computeIfAbsent(key, k -> new TreeSet<>()).addAll(values));
    }
    Map<String, List<String>> offers = new TreeMap<>();
    all.forEach((key, values) -> offers.put(key, List.copyOf(values)));
    return offers;
  }

  /**
   * The same service with all layers of its configuration.
   *
   * @param said what of them is its own
   */
  public ServiceView configured(JsonNode whole, JsonNode said) {
    return new ServiceView(
        id, generation, created, spec.configured(whole), definition, quarantine, replicas, said);
  }

  /**
   * Whether no call of it leaves the house: its owner says so, and the host then connects it to
   * loopback and private addresses alone; or it neither sends requests nor calls other services.
   */
  public boolean inHouse() {
    return spec.local() || (definition.egress().isEmpty() && definition.requires().isEmpty());
  }

  /** Whether it is to run as another state of it does, however its replicas are. */
  public boolean runsAs(ServiceView other) {
    return generation == other.generation
        && definition.ref().equals(other.definition.ref())
        && spec.equals(other.spec)
        && own.equals(other.own);
  }

  public ServiceView withReplicas(List<ReplicaStatus> now) {
    return new ServiceView(id, generation, created, spec, definition, quarantine, now, own);
  }
}

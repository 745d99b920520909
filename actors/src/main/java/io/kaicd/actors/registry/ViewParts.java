package io.kaicd.actors.registry;

import io.kaicd.contract.registry.InstalledDefinition;
import io.kaicd.contract.registry.NodeView;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.message.RegistryProtocol.ServiceEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts together what the journal, the replicas and the cluster say. */
final class ViewParts {
  private ViewParts() {}

  /**
   * @param own what replicas on this node say: its word counts before what comes back of it
   * @param others what replicas say, of this node or of others, from distributed data
   */
  static RegistryView view(
      RegistryState state,
      Collection<ReplicaStatus> own,
      Collection<Map<String, ReplicaStatus>> others,
      Map<String, NodeView> nodes,
      String self) {
    Map<String, List<ReplicaStatus>> replicas = new HashMap<>();
    own.forEach(status -> add(replicas, status));
    for (Map<String, ReplicaStatus> bucket : others) {
      for (ReplicaStatus status : bucket.values()) {
        NodeView at = nodes.get(status.node());
        if (at != null && at.up() && !status.node().equals(self)) {
          add(replicas, status);
        }
      }
    }
    replicas.values().forEach(list -> list.sort(Comparator.comparing(ReplicaStatus::node)));
    Map<String, ServiceView> services = new HashMap<>();
    for (ServiceEntry entry : state.services().values()) {
      InstalledDefinition runs = state.definition(entry.spec().definitionId(), entry.resolved());
      if (runs != null) {
        services.put(
            entry.id(),
            new ServiceView(
                entry.id(),
                entry.generation(),
                entry.created(),
                entry.spec(),
                runs.definition(),
                entry.quarantine(),
                replicas.getOrDefault(entry.id(), List.of())));
      }
    }
    return new RegistryView(state.revision(), state.definitions(), services, nodes);
  }

  private static void add(Map<String, List<ReplicaStatus>> replicas, ReplicaStatus status) {
    replicas.computeIfAbsent(status.service(), id -> new ArrayList<>(2)).add(status);
  }
}

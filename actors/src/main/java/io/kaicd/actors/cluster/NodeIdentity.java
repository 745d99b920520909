package io.kaicd.actors.cluster;

import io.kaicd.contract.definition.Needs;
import io.kaicd.contract.registry.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A node as placement sees it.
 *
 * @param id its data folder's own id
 * @param role {@code central} or {@code edge}
 */
public record NodeIdentity(String id, String role, Set<String> traits) {
  private static final String NODE = "node-";
  private static final String TRAIT = "trait-";
  private static final Set<String> ROLES = Set.of("central", "edge");

  public NodeIdentity {
    traits = Set.copyOf(traits);
  }

  /** What the node announces to the cluster: {@code pekko.cluster.roles}. */
  public List<String> clusterRoles() {
    List<String> roles = new ArrayList<>(List.of(role, NODE + id));
    traits.stream().sorted().map(trait -> TRAIT + trait).forEach(roles::add);
    return roles;
  }

  /** Reads back what a member announced; the id is empty when it announced none. */
  public static NodeIdentity ofRoles(Set<String> roles) {
    String id = "";
    String role = "";
    List<String> traits = new ArrayList<>();
    for (String at : roles) {
      if (at.startsWith(NODE)) {
        id = at.substring(NODE.length());
      } else if (at.startsWith(TRAIT)) {
        traits.add(at.substring(TRAIT.length()));
      } else if (ROLES.contains(at)) {
        role = at;
      }
    }
    return new NodeIdentity(id, role, Set.copyOf(traits));
  }

  /** What this node lacks to run a service, in words; empty when it fits. */
  public String lacksFor(ServiceView service) {
    var placement = service.spec().placement();
    if (placement.pinned() && !placement.node().equals(id)) {
      return "node " + placement.node();
    }
    Needs needs = service.definition().needs();
    return needs.lackedBy(role, traits);
  }
}

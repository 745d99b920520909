package io.kaicd.actors.registry;

import io.kaicd.contract.registry.NodeView;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import scala.jdk.javaapi.CollectionConverters;

/** Cluster members as nodes; roles carry what a node is. */
final class Members {
  private static final String NODE = "node-";
  private static final String TRAIT = "trait-";

  private Members() {}

  static Map<String, NodeView> read(ClusterEvent.CurrentClusterState state, String selfId) {
    Map<String, NodeView> nodes = new TreeMap<>();
    Set<Member> unreachable = state.getUnreachable();
    for (Member member : state.getMembers()) {
      Set<String> roles = CollectionConverters.asJava(member.roles());
      String id = part(roles, NODE);
      if (id.isEmpty()) {
        continue;
      }
      String status = member.status().toString().toLowerCase(Locale.ROOT);
      nodes.put(
          id,
          new NodeView(
              id,
              member.address().getHost().orElse("") + ":" + member.address().getPort().orElse(0),
              roles.contains("edge") ? "edge" : "central",
              roles.stream()
                  .filter(role -> role.startsWith(TRAIT))
                  .map(role -> role.substring(TRAIT.length()))
                  .collect(Collectors.toSet()),
              unreachable.contains(member) ? "unreachable" : status,
              id.equals(selfId)));
    }
    return nodes;
  }

  private static String part(Set<String> roles, String prefix) {
    return roles.stream()
        .filter(role -> role.startsWith(prefix))
        .map(role -> role.substring(prefix.length()))
        .findFirst()
        .orElse("");
  }
}

package io.kaicd.actors.registry;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.contract.registry.NodeView;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import scala.jdk.javaapi.CollectionConverters;

/** Cluster members as nodes; roles carry what a node is. */
final class Members {
  private Members() {}

  static Map<String, NodeView> read(ClusterEvent.CurrentClusterState state, String selfId) {
    Map<String, NodeView> nodes = new TreeMap<>();
    Set<Member> unreachable = state.getUnreachable();
    for (Member member : state.getMembers()) {
      NodeIdentity node = NodeIdentity.ofRoles(CollectionConverters.asJava(member.roles()));
      if (!node.id().isEmpty()) {
        // A node that came back on another port may be there twice for a while.
        nodes.merge(
            node.id(),
            view(member, node, unreachable.contains(member), selfId),
            (one, other) -> one.up() ? one : other);
      }
    }
    return nodes;
  }

  private static NodeView view(
      Member member, NodeIdentity node, boolean unreachable, String selfId) {
    String status = member.status().toString().toLowerCase(Locale.ROOT);
    return new NodeView(
        node.id(),
        member.address().getHost().orElse("") + ":" + member.address().getPort().orElse(0),
        node.role().isEmpty() ? "central" : node.role(),
        node.traits(),
        unreachable ? "unreachable" : status,
        node.id().equals(selfId));
  }
}

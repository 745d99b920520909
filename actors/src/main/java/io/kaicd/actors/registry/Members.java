package io.kaicd.actors.registry;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.contract.registry.NodeView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.UniqueAddress;
import org.jspecify.annotations.Nullable;

/**
 * Cluster members as nodes; roles carry what a node is. It is made of the events alone: what {@code
 * Cluster.state()} says may be older than the event that one asks it at.
 */
final class Members {
  private final Map<UniqueAddress, Member> members = new HashMap<>();
  private final Set<UniqueAddress> unreachable = new HashSet<>();
  private @Nullable Address leader;

  void take(ClusterEvent.ClusterDomainEvent event) {
    switch (event) {
      case ClusterEvent.MemberRemoved gone -> {
        members.remove(gone.member().uniqueAddress());
        unreachable.remove(gone.member().uniqueAddress());
      }
      case ClusterEvent.MemberEvent change ->
          members.put(change.member().uniqueAddress(), change.member());
      case ClusterEvent.UnreachableMember lost -> unreachable.add(lost.member().uniqueAddress());
      case ClusterEvent.ReachableMember back -> unreachable.remove(back.member().uniqueAddress());
      case ClusterEvent.LeaderChanged change -> leader = change.getLeader();
      default -> {} // says nothing of a node
    }
  }

  /** Whether the node at an address leads, so that it cleans up after others. */
  boolean leads(Address address) {
    return address.equals(leader);
  }

  Map<String, NodeView> nodes(String selfId) {
    Map<String, NodeView> nodes = new TreeMap<>();
    for (Member member : members.values()) {
      NodeIdentity node = NodeIdentity.ofRoles(member.getRoles());
      if (!node.id().isEmpty()) {
        // A node that came back on another port may be there twice for a while.
        nodes.merge(
            node.id(),
            view(member, node, unreachable.contains(member.uniqueAddress()), selfId),
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

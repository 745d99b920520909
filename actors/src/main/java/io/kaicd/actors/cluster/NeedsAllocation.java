package io.kaicd.actors.cluster;

import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ServiceView;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.apache.pekko.dispatch.Futures;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;

/**
 * Places a service's shard on a node that has what it needs, the least loaded of those; moves it
 * only when its node no longer fits. It runs where the coordinator does and asks nobody, and it
 * never throws, which the coordinator would not survive. Where no node fits yet, it names a home
 * that no node has: the coordinator then waits for the next request without calling it an error.
 */
public final class NeedsAllocation extends ShardCoordinator.AbstractShardAllocationStrategy {
  private final Cluster cluster;
  private final Supplier<RegistryView> view;

  public NeedsAllocation(Cluster cluster, Supplier<RegistryView> view) {
    this.cluster = cluster;
    this.view = view;
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shardId, Map<ActorRef, IndexedSeq<String>> allocations) {
    try {
      Map<Address, NodeIdentity> nodes = nodes();
      return allocations.entrySet().stream()
          .filter(e -> fits(shardId, node(e.getKey(), nodes)))
          .min(Comparator.comparingInt(e -> e.getValue().size()))
          .map(e -> Futures.successful(e.getKey()))
          .orElseGet(() -> Futures.successful(cluster.system().deadLetters()));
    } catch (RuntimeException e) {
      return Futures.failed(e);
    }
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> allocations, Set<String> inProgress) {
    try {
      Map<Address, NodeIdentity> nodes = nodes();
      Set<String> misplaced = new HashSet<>();
      allocations.forEach(
          (region, shards) -> {
            Optional<NodeIdentity> at = node(region, nodes);
            for (int i = 0; i < shards.size(); i++) {
              String shard = shards.apply(i);
              boolean known = view.get().service(ServiceShards.service(shard)) != null;
              if (known
                  && ServiceShards.node(shard).isEmpty()
                  && !inProgress.contains(shard)
                  && !fits(shard, at)
                  && nodes.values().stream().anyMatch(node -> fits(shard, Optional.of(node)))) {
                misplaced.add(shard);
              }
            }
          });
      return Futures.successful(misplaced);
    } catch (RuntimeException e) {
      return Futures.failed(e);
    }
  }

  private boolean fits(String shard, Optional<NodeIdentity> node) {
    return node.isPresent() && fits(shard, node.get());
  }

  private boolean fits(String shard, NodeIdentity node) {
    String owner = ServiceShards.node(shard);
    if (!owner.isEmpty()) {
      return owner.equals(node.id());
    }
    ServiceView service = view.get().service(shard);
    return service != null && node.lacksFor(service).isEmpty();
  }

  private Optional<NodeIdentity> node(ActorRef region, Map<Address, NodeIdentity> nodes) {
    Address address = region.path().address();
    return Optional.ofNullable(
        nodes.get(address.hasLocalScope() ? cluster.selfAddress() : address));
  }

  private Map<Address, NodeIdentity> nodes() {
    Map<Address, NodeIdentity> nodes = new HashMap<>();
    for (Member member : cluster.state().getMembers()) {
      nodes.put(member.address(), NodeIdentity.ofRoles(member.getRoles()));
    }
    return nodes;
  }
}

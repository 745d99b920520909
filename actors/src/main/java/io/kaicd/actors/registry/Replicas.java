package io.kaicd.actors.registry;

import io.kaicd.contract.registry.ReplicaStatus;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.LWWMapKey;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;

/**
 * What the replicas of all nodes say of themselves, as distributed data: one entry a replica,
 * written by the node that runs it alone.
 */
final class Replicas {
  private static final Key<LWWMap<String, ReplicaStatus>> KEY = LWWMapKey.create("kai-replicas");

  private final ActorRef<Replicator.Command> replicator;
  private final SelfUniqueAddress self;
  private final ActorRef<Replicator.UpdateResponse<LWWMap<String, ReplicaStatus>>> ignored;

  Replicas(
      ActorSystem<?> system,
      ActorRef<Replicator.UpdateResponse<LWWMap<String, ReplicaStatus>>> ignored) {
    DistributedData data = DistributedData.get(system);
    this.replicator = data.replicator();
    this.self = data.selfUniqueAddress();
    this.ignored = ignored;
  }

  static String key(String service, String node) {
    return service + "@" + node;
  }

  void subscribe(ActorRef<Replicator.SubscribeResponse<LWWMap<String, ReplicaStatus>>> subscriber) {
    replicator.tell(new Replicator.Subscribe<>(KEY, subscriber));
  }

  void put(ReplicaStatus status) {
    update(map -> map.put(self, key(status.service(), status.node()), status));
  }

  void remove(String service, String node) {
    update(map -> map.remove(self, key(service, node)));
  }

  private void update(
      java.util.function.Function<LWWMap<String, ReplicaStatus>, LWWMap<String, ReplicaStatus>>
          change) {
    replicator.tell(
        new Replicator.Update<>(KEY, LWWMap.create(), Replicator.writeLocal(), ignored, change));
  }

  static Map<String, ReplicaStatus> read(
      Replicator.SubscribeResponse<LWWMap<String, ReplicaStatus>> response) {
    return response instanceof Replicator.Changed<LWWMap<String, ReplicaStatus>> changed
        ? new HashMap<>(changed.get(KEY).getEntries())
        : new HashMap<>();
  }
}

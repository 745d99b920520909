package io.kaicd.actors.registry;

import io.kaicd.contract.registry.ReplicaStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.LWWMapKey;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.ddata.typed.javadsl.ReplicatorSettings;
import org.apache.pekko.cluster.typed.Cluster;
import scala.concurrent.duration.FiniteDuration;

/**
 * What the replicas of all nodes say of themselves, as distributed data: one entry a replica,
 * written by the node that runs it alone. It is cut in buckets, since one entry of distributed data
 * travels in one frame.
 */
final class Replicas {
  private static final int BUCKETS = 16;
  private static final int LARGE = 512 * 1024;
  private static final List<Key<LWWMap<String, ReplicaStatus>>> KEYS =
      IntStream.range(0, BUCKETS)
          .mapToObj(i -> LWWMapKey.<String, ReplicaStatus>create("kai-replicas-" + i))
          .toList();

  private final ActorRef<Replicator.Command> replicator;
  private final SelfUniqueAddress self;
  private final ActorRef<Replicator.UpdateResponse<LWWMap<String, ReplicaStatus>>> stored;
  private final Map<String, Optional<ReplicaStatus>> unsent = new HashMap<>();

  /**
   * @param stored hears what became of each {@link #send}
   */
  Replicas(
      ActorContext<?> context,
      Duration spread,
      ActorRef<Replicator.UpdateResponse<LWWMap<String, ReplicaStatus>>> stored) {
    this.replicator = context.spawn(replicator(context.getSystem(), spread), "replicas");
    this.self =
        new SelfUniqueAddress(Cluster.get(context.getSystem()).selfMember().uniqueAddress());
    this.stored = stored;
  }

  // A replicator of its own: the system's is for others, and slower than a router wants.
  private static Behavior<Replicator.Command> replicator(ActorSystem<?> system, Duration spread) {
    FiniteDuration notify = FiniteDuration.fromNanos(spread.toNanos());
    return Replicator.behavior(
        ReplicatorSettings.create(system)
            .withNotifySubscribersInterval(notify)
            .withGossipInterval(FiniteDuration.apply(1, "s")) // its deltas go out 5 times as often
            .withLogDataSizeExceeding(LARGE));
  }

  static String key(String service, String node) {
    return service + "@" + node;
  }

  private static int bucket(String key) {
    return Math.floorMod(key.hashCode(), BUCKETS);
  }

  void subscribe(ActorRef<Replicator.SubscribeResponse<LWWMap<String, ReplicaStatus>>> subscriber) {
    KEYS.forEach(key -> replicator.tell(new Replicator.Subscribe<>(key, subscriber)));
  }

  /** To be sent with the next {@link #send}. */
  void put(ReplicaStatus status) {
    unsent.put(key(status.service(), status.node()), Optional.of(status));
  }

  /** To be sent with the next {@link #send}. */
  void remove(String service, String node) {
    unsent.put(key(service, node), Optional.empty());
  }

  /** Sends what has changed, in one update a bucket. */
  void send() {
    Map<Integer, Map<String, Optional<ReplicaStatus>>> byBucket = new HashMap<>();
    unsent.forEach(
        (key, status) ->
            byBucket.computeIfAbsent(bucket(key), b -> new HashMap<>()).put(key, status));
    unsent.clear();
    byBucket.forEach((bucket, changes) -> update(KEYS.get(bucket), map -> with(map, changes)));
  }

  private LWWMap<String, ReplicaStatus> with(
      LWWMap<String, ReplicaStatus> map, Map<String, Optional<ReplicaStatus>> changes) {
    LWWMap<String, ReplicaStatus> now = map;
    for (var change : changes.entrySet()) {
      String key = change.getKey();
      if (change.getValue().isPresent()) {
        now = now.put(self, key, change.getValue().get());
      } else if (now.contains(key)) {
        now = now.remove(self, key);
      }
    }
    return now;
  }

  private void update(
      Key<LWWMap<String, ReplicaStatus>> key,
      Function<LWWMap<String, ReplicaStatus>, LWWMap<String, ReplicaStatus>> change) {
    replicator.tell(
        new Replicator.Update<>(key, LWWMap.create(), Replicator.writeLocal(), stored, change));
  }

  /** The statuses of one bucket, by the bucket's id; empty when nothing has changed. */
  static Optional<Bucket> read(
      Replicator.SubscribeResponse<LWWMap<String, ReplicaStatus>> response) {
    return response instanceof Replicator.Changed<LWWMap<String, ReplicaStatus>> changed
        ? Optional.of(new Bucket(changed.key().id(), changed.dataValue().getEntries()))
        : Optional.empty();
  }

  record Bucket(String id, Map<String, ReplicaStatus> statuses) {}
}

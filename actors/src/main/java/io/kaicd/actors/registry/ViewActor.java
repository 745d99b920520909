package io.kaicd.actors.registry;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.journal.StreamCopy;
import io.kaicd.actors.journal.StreamFollower;
import io.kaicd.contract.registry.NodeView;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.message.RegistryProtocol;
import io.kaicd.message.StreamProtocol;
import io.kaicd.message.StreamProtocol.Feed;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * This node's view: follows the registry entity by revision, merges what replicas and the cluster
 * say, and hands each new view on.
 */
final class ViewActor extends AbstractBehavior<ViewActor.Message> {
  private static final Rebuild REBUILD = new Rebuild();
  private static final SendStatuses SEND = new SendStatuses();
  private static final int SHARE = 9; // a view is made for a tenth of the time at most
  private static final long LONGEST_PAUSE = Duration.ofMillis(250).toNanos();

  sealed interface Message {}

  record Fed(Feed feed) implements Message {}

  record StatusesChanged(Optional<Replicas.Bucket> bucket) implements Message {}

  record MembersChanged(ClusterEvent.ClusterDomainEvent event) implements Message {}

  record Publish(ReplicaStatus status) implements Message {}

  record Withdraw(String service) implements Message {}

  /** Completed when the view that is handed on holds a revision. */
  record AwaitRevision(long revision, CompletableFuture<Boolean> reached) implements Message {}

  private record FollowNow() implements Message {}

  private record Rebuild() implements Message {}

  private record SendStatuses() implements Message {}

  private record StatusStored() implements Message {}

  private final String self;
  private final RegistrySettings settings;
  private final Consumer<RegistryView> onView;
  private final TimerScheduler<Message> timers;
  private final Replicas replicas;
  private final Cluster cluster;
  private final PriorityQueue<AwaitRevision> waiting =
      new PriorityQueue<>(Comparator.comparingLong(AwaitRevision::revision));
  private final StreamFollower<RegistryState, RegistryEvent> following;
  private final Members members = new Members();
  private final Map<String, ReplicaStatus> own = new HashMap<>();
  private final Map<String, Map<String, ReplicaStatus>> others = new HashMap<>();

  private Map<String, NodeView> nodes = Map.of();
  private long shown = StreamCopy.NOTHING;
  private long notBefore = System.nanoTime();

  static Behavior<Message> create(
      NodeIdentity node,
      RegistrySettings settings,
      ActorRef<RegistryProtocol.Command> entity,
      Consumer<RegistryView> onView) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new ViewActor(context, timers, node, settings, entity, onView)));
  }

  private ViewActor(
      ActorContext<Message> context,
      TimerScheduler<Message> timers,
      NodeIdentity node,
      RegistrySettings settings,
      ActorRef<RegistryProtocol.Command> entity,
      Consumer<RegistryView> onView) {
    super(context);
    this.self = node.id();
    this.settings = settings;
    this.onView = onView;
    this.timers = timers;
    ActorRef<Feed> feed = context.messageAdapter(Feed.class, Fed::new);
    this.following =
        new StreamFollower<>(
            RegistryStream.STREAM,
            from -> entity.tell(new StreamProtocol.Follow(self, from, feed)),
            context.getLog());
    this.cluster = Cluster.get(context.getSystem());
    this.replicas = new Replicas(context, settings.statusSpread(), stored(context));
    replicas.subscribe(statuses(context));
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(ClusterEvent.ClusterDomainEvent.class, MembersChanged::new),
                ClusterEvent.ClusterDomainEvent.class));
    timers.startTimerWithFixedDelay(new FollowNow(), Duration.ZERO, settings.followEvery());
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static ActorRef<Replicator.UpdateResponse<LWWMap<String, ReplicaStatus>>> stored(
      ActorContext<Message> context) {
    return (ActorRef)
        context.messageAdapter(Replicator.UpdateResponse.class, response -> new StatusStored());
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static ActorRef<Replicator.SubscribeResponse<LWWMap<String, ReplicaStatus>>> statuses(
      ActorContext<Message> context) {
    return (ActorRef)
        context.messageAdapter(
            Replicator.SubscribeResponse.class,
            response -> new StatusesChanged(Replicas.read(response)));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::onMessage).build();
  }

  private Behavior<Message> onMessage(Message message) {
    switch (message) {
      case Fed(Feed feed) -> {
        if (following.take(feed)) {
          changed();
        }
      }
      case StatusesChanged(Optional<Replicas.Bucket> bucket) -> bucket.ifPresent(this::onBucket);
      case MembersChanged(ClusterEvent.ClusterDomainEvent event) -> onMembers(event);
      case Publish(ReplicaStatus status) -> onPublish(status);
      case Withdraw(String service) -> onWithdraw(service);
      case AwaitRevision await -> {
        waiting.add(await);
        if (awaited()) {
          rebuild();
        }
        tellWaiting();
      }
      case FollowNow _ -> following.follow();
      case Rebuild _ -> rebuild();
      case SendStatuses _ -> replicas.send();
      case StatusStored _ -> {}
    }
    return this;
  }

  private void onBucket(Replicas.Bucket bucket) {
    others.put(bucket.id(), bucket.statuses());
    for (ReplicaStatus status : bucket.statuses().values()) {
      if (status.node().equals(self) && !own.containsKey(status.service())) {
        replicas.remove(status.service(), self); // left by this node's life before
        sendSoon();
      }
    }
    changed();
  }

  private void onMembers(ClusterEvent.ClusterDomainEvent event) {
    members.take(event);
    nodes = members.nodes(self);
    if (event instanceof ClusterEvent.MemberRemoved
        && members.leads(cluster.selfMember().address())) {
      for (Map<String, ReplicaStatus> bucket : others.values()) {
        for (ReplicaStatus status : bucket.values()) {
          if (!nodes.containsKey(status.node())) {
            replicas.remove(status.service(), status.node());
            sendSoon();
          }
        }
      }
    }
    changed();
  }

  private void onPublish(ReplicaStatus status) {
    if (!status.equals(own.put(status.service(), status))) {
      replicas.put(status);
      sendSoon();
      changed();
    }
  }

  private void onWithdraw(String service) {
    if (own.remove(service) != null) {
      replicas.remove(service, self);
      sendSoon();
      changed();
    }
  }

  private void sendSoon() {
    if (!timers.isTimerActive(SEND)) {
      timers.startSingleTimer(SEND, settings.statusSpread());
    }
  }

  /**
   * Makes the view now, or, when one was made just now, a moment later with what comes till then.
   */
  private void changed() {
    if (awaited()) {
      rebuild();
    } else if (following.any() && !timers.isTimerActive(REBUILD)) {
      long pause = notBefore - System.nanoTime();
      if (pause <= 0) {
        rebuild();
      } else {
        timers.startSingleTimer(REBUILD, Duration.ofNanos(pause));
      }
    }
  }

  /** Whether a writer waits for a revision that is here but not in the view. */
  private boolean awaited() {
    long here = following.state().revision();
    AwaitRevision next = waiting.peek();
    return next != null && following.any() && next.revision() > shown && next.revision() <= here;
  }

  private void rebuild() {
    long start = System.nanoTime();
    timers.cancel(REBUILD);
    try {
      onView.accept(ViewParts.view(following.state(), own.values(), others.values(), nodes, self));
    } catch (RuntimeException e) { // a view that ends would stay as it is for good
      getContext().getLog().error("a view could not be made", e);
      return;
    }
    shown = following.state().revision();
    long end = System.nanoTime();
    long share = Math.min(LONGEST_PAUSE, SHARE * (end - start));
    notBefore = end + Math.max(settings.statusPause().toNanos(), share);
    tellWaiting();
  }

  private void tellWaiting() {
    while (!waiting.isEmpty() && waiting.element().revision() <= shown) {
      waiting.remove().reached().complete(true);
    }
  }
}

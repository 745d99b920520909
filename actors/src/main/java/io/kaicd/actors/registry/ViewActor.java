package io.kaicd.actors.registry;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.contract.registry.InstalledDefinition;
import io.kaicd.contract.registry.NodeView;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.message.RegistryProtocol;
import io.kaicd.message.RegistryProtocol.Feed;
import io.kaicd.message.RegistryProtocol.ServiceEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * Keeps one node's view: follows the registry entity by revision, merges what replicas and the
 * cluster say, and hands each new view on.
 */
final class ViewActor extends AbstractBehavior<ViewActor.Message> {
  sealed interface Message {}

  record Fed(Feed feed) implements Message {}

  record StatusesChanged(Map<String, ReplicaStatus> all) implements Message {}

  record MembersChanged() implements Message {}

  record Publish(ReplicaStatus status) implements Message {}

  record Withdraw(String service) implements Message {}

  record AwaitRevision(long revision, CompletableFuture<Boolean> reached) implements Message {}

  private record FollowNow() implements Message {}

  private record Rebuild() implements Message {}

  private record StatusStored() implements Message {}

  private record Waiting(long revision, CompletableFuture<Boolean> reached) {}

  private final NodeIdentity node;
  private final RegistrySettings settings;
  private final ActorRef<RegistryProtocol.Command> entity;
  private final Consumer<RegistryView> onView;
  private final TimerScheduler<Message> timers;
  private final ActorRef<Feed> feed;
  private final Replicas replicas;
  private final Cluster cluster;
  private final PriorityQueue<Waiting> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Waiting::revision));
  private final List<RegistryProtocol.Page> pages = new ArrayList<>();
  private final Map<String, ReplicaStatus> own = new HashMap<>();

  private RegistryState state = RegistryState.EMPTY;
  private Map<String, ReplicaStatus> others = Map.of();
  private Map<String, NodeView> nodes = Map.of();
  private boolean synced;

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
    this.node = node;
    this.settings = settings;
    this.entity = entity;
    this.onView = onView;
    this.timers = timers;
    this.feed = context.messageAdapter(Feed.class, Fed::new);
    this.cluster = Cluster.get(context.getSystem());
    this.replicas = new Replicas(context.getSystem(), stored(context));
    replicas.subscribe(statuses(context));
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(
                    ClusterEvent.ClusterDomainEvent.class, event -> new MembersChanged()),
                ClusterEvent.ClusterDomainEvent.class));
    timers.startTimerWithFixedDelay(
        new FollowNow(), java.time.Duration.ZERO, settings.followEvery());
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
      case Fed(RegistryProtocol.Current(long revision)) -> onCurrent(revision);
      case Fed(RegistryProtocol.Changes changes) -> onChanges(changes);
      case Fed(RegistryProtocol.Page page) -> onPage(page);
      case StatusesChanged(Map<String, ReplicaStatus> all) -> {
        others = all;
        rebuildSoon();
      }
      case MembersChanged _ -> {
        nodes = Members.read(cluster.state(), node.id());
        rebuildSoon();
      }
      case Publish(ReplicaStatus status) -> onPublish(status);
      case Withdraw(String service) -> {
        if (own.remove(service) != null) {
          replicas.remove(service, node.id());
          rebuildSoon();
        }
      }
      case AwaitRevision(long revision, CompletableFuture<Boolean> reached) -> {
        waiting.add(new Waiting(revision, reached));
        tellWaiting();
      }
      case FollowNow _ ->
          entity.tell(new RegistryProtocol.Follow(node.id(), synced ? state.revision() : -1, feed));
      case Rebuild _ -> rebuild();
      case StatusStored _ -> {}
    }
    return this;
  }

  private void onCurrent(long revision) {
    if (revision < state.revision()) {
      // Another journal than before: take its whole state.
      synced = false;
    }
  }

  private void onChanges(RegistryProtocol.Changes changes) {
    long skip = state.revision() - changes.after();
    if (!synced || skip < 0) {
      return; // a gap: the next Follow asks for what is missing
    }
    for (var change : changes.changes()) {
      if (skip-- > 0) {
        continue;
      }
      state = state.apply(RegistryEventCodec.decode(change.manifest(), change.body()));
    }
    rebuild();
  }

  private void onPage(RegistryProtocol.Page page) {
    if (page.index() == 0) {
      pages.clear();
    }
    if (page.index() != pages.size()) {
      return;
    }
    pages.add(page);
    if (page.last()) {
      state =
          RegistryState.of(
              page.revision(),
              pages.stream().flatMap(p -> p.definitions().stream()).toList(),
              pages.stream().flatMap(p -> p.services().stream()).toList());
      pages.clear();
      synced = true;
      rebuild();
    }
  }

  private void onPublish(ReplicaStatus status) {
    ReplicaStatus before = own.put(status.service(), status);
    if (!status.equals(before)) {
      replicas.put(status);
      rebuildSoon();
    }
  }

  private void rebuildSoon() {
    Rebuild rebuild = new Rebuild();
    if (!timers.isTimerActive(rebuild)) {
      timers.startSingleTimer(rebuild, settings.statusPause());
    }
  }

  private void rebuild() {
    if (!synced) {
      return;
    }
    Map<String, List<ReplicaStatus>> byService = new HashMap<>();
    for (ReplicaStatus status : others.values()) {
      NodeView at = nodes.get(status.node());
      if (at != null && at.up() && !status.node().equals(node.id())) {
        byService.computeIfAbsent(status.service(), id -> new ArrayList<>()).add(status);
      }
    }
    for (ReplicaStatus status : own.values()) {
      byService.computeIfAbsent(status.service(), id -> new ArrayList<>()).add(status);
    }
    Map<String, ServiceView> services = new HashMap<>();
    for (ServiceEntry entry : state.services().values()) {
      InstalledDefinition definition =
          state.definition(entry.spec().definitionId(), entry.resolved());
      if (definition != null) {
        services.put(
            entry.id(),
            new ServiceView(
                entry.id(),
                entry.generation(),
                entry.created(),
                entry.spec(),
                definition.definition(),
                entry.quarantine(),
                byService.getOrDefault(entry.id(), List.of())));
      }
    }
    onView.accept(new RegistryView(state.revision(), state.definitions(), services, nodes));
    tellWaiting();
  }

  private void tellWaiting() {
    while (synced && !waiting.isEmpty() && waiting.element().revision() <= state.revision()) {
      waiting.remove().reached().complete(true);
    }
  }
}

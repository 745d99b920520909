package io.kaicd.actors.trial;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.registry.NodeRegistry;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.NodeView;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.ServiceSpec;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.contract.registry.WriteResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A registry in memory, shared by the nodes of a test. It changes as soon as it is told. */
public final class TrialRegistry {
  private static final int MOST_REMEMBERED = 1_000;

  private final Map<String, ServiceView> services = new TreeMap<>();
  private final Map<String, NodeView> nodes = new TreeMap<>();
  private final List<Consumer<RegistryView>> listeners = new CopyOnWriteArrayList<>();
  private final Deque<RegistryView> history = new ArrayDeque<>();
  private volatile RegistryView view = RegistryView.EMPTY;
  private final Set<String> gone = new HashSet<>();
  private long revision;

  public RegistryView view() {
    return view;
  }

  /** The last views, oldest first. */
  public synchronized List<RegistryView> history() {
    return List.copyOf(history);
  }

  public synchronized void node(NodeIdentity node, String state) {
    nodes.put(node.id(), new NodeView(node.id(), "test", node.role(), node.traits(), state, false));
    changed();
  }

  /** A node is no longer there: it and its replicas are forgotten, and not heard any more. */
  public synchronized void gone(NodeIdentity node) {
    gone.add(node.id());
    nodes.remove(node.id());
    services.replaceAll((id, service) -> service.withReplicas(without(service, node.id())));
    changed();
  }

  private static List<ReplicaStatus> without(ServiceView service, String node) {
    List<ReplicaStatus> others = new ArrayList<>(service.replicas());
    others.removeIf(replica -> replica.node().equals(node));
    return others;
  }

  public synchronized void put(String id, ServiceDefinition definition, String spec) {
    ServiceView had = services.get(id);
    services.put(
        id,
        new ServiceView(
            id,
            had == null ? 1 : had.generation() + 1,
            had == null ? ++revision : had.created(),
            spec(spec),
            definition,
            "",
            had == null ? List.of() : had.replicas()));
    changed();
  }

  public synchronized void remove(String id) {
    services.remove(id);
    changed();
  }

  public void release(String id) {
    change(id, service -> quarantined(service, ""));
  }

  /** This registry as one node sees it. */
  public NodeRegistry at(String node) {
    return new AtNode(node);
  }

  /** Waits until the view is as wanted. */
  public RegistryView await(Predicate<RegistryView> wanted) {
    return await(wanted, Duration.ofSeconds(15));
  }

  public RegistryView await(Predicate<RegistryView> wanted, Duration atMost) {
    CompletableFuture<RegistryView> found = new CompletableFuture<>();
    Consumer<RegistryView> listener =
        now -> {
          if (wanted.test(now)) {
            found.complete(now);
          }
        };
    synchronized (this) {
      listeners.add(listener);
      listener.accept(view);
    }
    try {
      return found.orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS).join();
    } finally {
      listeners.remove(listener);
    }
  }

  public ReplicaStatus awaitReplica(String service, Predicate<ReplicaStatus> wanted) {
    return replica(await(now -> replica(now, service, wanted).isPresent()), service, wanted)
        .orElseThrow();
  }

  /** What a view knows of a service's replicas; none when there is no such service. */
  public static List<ReplicaStatus> replicas(RegistryView view, String service) {
    ServiceView found = view.service(service);
    return found == null ? List.of() : found.replicas();
  }

  /** Why a replica is not well. */
  public static Rejection problem(ReplicaStatus replica) {
    return java.util.Objects.requireNonNull(replica.lastProblem());
  }

  private static Optional<ReplicaStatus> replica(
      RegistryView view, String service, Predicate<ReplicaStatus> wanted) {
    return replicas(view, service).stream().filter(wanted).findFirst();
  }

  private static ServiceSpec spec(String json) {
    try {
      return Json.shared().treeToValue(Json.parse(json), ServiceSpec.class);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private synchronized void change(String id, UnaryOperator<ServiceView> change) {
    ServiceView had = services.get(id);
    if (had != null) {
      services.put(id, change.apply(had));
      changed();
    }
  }

  private static ServiceView quarantined(ServiceView service, String reason) {
    return new ServiceView(
        service.id(),
        service.generation(),
        service.created(),
        service.spec(),
        service.definition(),
        reason,
        service.replicas());
  }

  private void changed() {
    view = new RegistryView(++revision, Map.of(), services, nodes);
    history.add(view);
    if (history.size() > MOST_REMEMBERED) {
      history.remove();
    }
    listeners.forEach(listener -> listener.accept(view));
  }

  private final class AtNode implements NodeRegistry {
    private final String node;

    AtNode(String node) {
      this.node = node;
    }

    @Override
    public RegistryView view() {
      return view;
    }

    @Override
    public void subscribe(Consumer<RegistryView> listener) {
      synchronized (TrialRegistry.this) {
        listeners.add(listener);
        listener.accept(view);
      }
    }

    @Override
    public void publish(ReplicaStatus status) {
      change(status.service(), service -> service.withReplicas(replicas(service, List.of(status))));
    }

    @Override
    public void withdraw(String id) {
      change(id, service -> service.withReplicas(replicas(service, List.of())));
    }

    private List<ReplicaStatus> replicas(ServiceView service, List<ReplicaStatus> and) {
      if (gone.contains(node)) {
        return service.replicas();
      }
      List<ReplicaStatus> all = without(service, node);
      all.addAll(and);
      return all;
    }

    @Override
    public CompletionStage<WriteResult> write(RegistryWrite write, WriteOptions options) {
      if (write instanceof RegistryWrite.QuarantineService(String id, String reason)) {
        change(id, service -> quarantined(service, reason));
      } else if (write instanceof RegistryWrite.ReleaseService(String id)) {
        release(id);
      }
      return CompletableFuture.completedFuture(new WriteResult.Written(revision, 0, false, true));
    }
  }
}

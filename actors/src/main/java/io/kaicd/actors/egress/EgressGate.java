package io.kaicd.actors.egress;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.audit.Audit;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.egress.EgressLine;
import io.kaicd.contract.egress.EgressLog;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.registry.ServiceSpec;
import io.kaicd.contract.registry.ServiceView;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/** All outgoing HTTP of a node. One a node. */
public final class EgressGate implements EgressLog, AutoCloseable {
  private final EgressSettings settings;
  private final Credentials.SecretSource secrets;
  private final Resolver resolver;
  private final Supplier<SSLSocketFactory> tls;
  private final ScheduledThreadPoolExecutor timer;
  private final ScheduledFuture<?> sweeping;
  private final Set<Way> ways = ConcurrentHashMap.newKeySet();
  private final Map<String, EgressCounts> counts = new ConcurrentHashMap<>();

  /**
   * What one replica's way out holds.
   *
   * @param resolving threads of its own, so that names without an answer hold up no other service
   */
  private record Way(ConnectionPool pool, ExecutorService resolving) {
    void close() {
      pool.close();
      resolving.shutdownNow();
    }
  }

  private EgressGate(
      EgressSettings settings,
      Credentials.SecretSource secrets,
      Resolver resolver,
      Supplier<SSLSocketFactory> tls) {
    this.settings = settings;
    this.secrets = secrets;
    this.timer = new ScheduledThreadPoolExecutor(1, daemon("kai-egress-timer"));
    this.timer.setRemoveOnCancelPolicy(true);
    this.resolver = resolver;
    this.tls = tls;
    long sweep = Math.max(1, settings.keepAlive().toMillis() / 4);
    this.sweeping =
        timer.scheduleWithFixedDelay(
            () -> ways.forEach(way -> way.pool().sweep()), sweep, sweep, TimeUnit.MILLISECONDS);
  }

  /**
   * The node's own, closed when the system stops.
   *
   * @param environment a variable's value, null when it is not set
   * @param audit told of each use of a secret
   */
  public static EgressGate start(
      ActorSystem<?> system,
      Function<String, @Nullable String> environment,
      VaultSecrets vault,
      Audit audit) {
    EgressGate gate =
        create(EgressSettings.of(system.settings().config()), environment, vault, audit);
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            "close-egress",
            () -> {
              gate.close();
              return CompletableFuture.completedFuture(Done.getInstance());
            });
    return gate;
  }

  /** As {@link #start}, to be closed by its maker. */
  public static EgressGate create(
      EgressSettings settings,
      Function<String, @Nullable String> environment,
      VaultSecrets vault,
      Audit audit) {
    return create(
        settings,
        environment,
        vault,
        audit,
        InetAddress::getAllByName,
        () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  static EgressGate create(
      EgressSettings settings,
      Function<String, @Nullable String> environment,
      VaultSecrets vault,
      Audit audit,
      Resolver resolver,
      Supplier<SSLSocketFactory> tls) {
    return new EgressGate(
        settings,
        new Credentials.SecretSource(
            new EnvironmentSecrets(environment), vault, new UseAudit(audit)),
        resolver,
        tls);
  }

  /** As {@link #forService}, for a service as a node sees it. */
  public ServiceEgress open(ServiceView service, JsonNode config, Executor signals) {
    return forService(
        service.id(), service.definition(), service.spec(), config, service.own(), signals);
  }

  /**
   * The way out of one replica, to be closed when it stops.
   *
   * @param service its id
   * @param config with the schema's defaults filled in
   * @param own what of it the service's owner said
   * @param signals the replica's own threads: replies and body parts reach the plugin there, never
   *     on a thread of the gate's
   * @throws RejectedException {@code service.invalid} when a configured address is no base URL
   */
  public ServiceEgress forService(
      String service,
      ServiceDefinition definition,
      ServiceSpec spec,
      JsonNode config,
      JsonNode own,
      Executor signals) {
    ServiceEgress.Binder binder = (of, as, now, named) -> binding(service, of, as, now, named);
    Binding binding = binder.bind(definition, spec, config, own);
    ExecutorService resolving = resolvers();
    Dialer dialer = new Dialer(settings, new Resolution(resolver, resolving), tls);
    Way way = new Way(new ConnectionPool(settings, dialer, spec.local()), resolving);
    ways.add(way);
    EgressCounts sent =
        counts.computeIfAbsent(service, _ -> new EgressCounts("service:" + service));
    return new ServiceEgress(
        settings, binding, binder, way.pool(), sent, signals, timer, () -> closed(way));
  }

  private ExecutorService resolvers() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            settings.resolverThreads(),
            settings.resolverThreads(),
            settings.keepAlive().toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            daemon("kai-egress-resolver"));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  private void closed(Way way) {
    ways.remove(way);
    way.close();
  }

  /**
   * Forgets where the requests of services went that are there no more. Of one that is, the record
   * outlives its replicas.
   *
   * @param services the ids of all
   */
  public void keepOnly(Set<String> services) {
    counts.keySet().retainAll(services);
  }

  @Override
  public List<EgressLine> of(String service) {
    EgressCounts sent = counts.get(service);
    return sent == null ? List.of() : sent.lines();
  }

  private Binding binding(
      String service,
      ServiceDefinition definition,
      ServiceSpec spec,
      JsonNode config,
      JsonNode own) {
    return Binding.of(
        definition,
        config,
        own,
        new Credentials(service, definition, spec, secrets),
        settings.maxInFlight());
  }

  @Override
  public void close() {
    sweeping.cancel(false);
    timer.shutdownNow();
    ways.forEach(Way::close);
  }

  private static java.util.concurrent.ThreadFactory daemon(String name) {
    return Thread.ofPlatform().daemon().name(name).factory();
  }
}

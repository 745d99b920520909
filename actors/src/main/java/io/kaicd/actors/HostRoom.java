package io.kaicd.actors;

import com.typesafe.config.Config;
import io.kaicd.actors.calls.CallRoom;
import io.kaicd.actors.calls.CallsSettings;
import io.kaicd.actors.cluster.ClusterSettings;
import io.kaicd.actors.cluster.NeedsAllocation;
import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.cluster.ServiceShards;
import io.kaicd.actors.host.Deadlines;
import io.kaicd.actors.host.EgressSource;
import io.kaicd.actors.host.HostParts;
import io.kaicd.actors.host.HostSettings;
import io.kaicd.actors.host.LocalReplicas;
import io.kaicd.actors.host.PluginCatalog;
import io.kaicd.actors.host.ServiceEntity;
import io.kaicd.actors.host.ServiceStarter;
import io.kaicd.actors.keys.KeysInForce;
import io.kaicd.actors.registry.NodeRegistry;
import io.kaicd.contract.call.CallLog;
import io.kaicd.contract.call.Calls;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.message.ServiceProtocol;
import io.kaicd.message.ServiceProtocol.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/** The services of a node and the way in to them: hosting and calls, put together. */
public final class HostRoom {
  private static final Duration PING = Duration.ofMillis(500);
  private static final Duration KEYS_AGAIN = Duration.ofSeconds(1);
  private static final Rejection ENDED =
      ErrorCode.AUTH_INVALID.reject("the key was revoked, or has expired, during the call");

  private final ActorSystem<?> system;
  private final NodeIdentity node;
  private final CallRoom calls;
  private final ActorRef<ShardingEnvelope<Command>> region;
  private final Deadlines deadlines;

  private HostRoom(
      ActorSystem<?> system,
      NodeIdentity node,
      CallRoom calls,
      ActorRef<ShardingEnvelope<Command>> region,
      Deadlines deadlines) {
    this.deadlines = deadlines;
    this.system = system;
    this.node = node;
    this.calls = calls;
    this.region = region;
  }

  /**
   * Starts to run what the registry says.
   *
   * @param system its configuration comes from {@link ClusterSettings#over}, with the roles of
   *     {@link ClusterSettings#roles}
   * @param catalog with the plugins' own contracts
   * @param egress the way out of a service as it is configured
   */
  public static HostRoom start(
      ActorSystem<?> system,
      NodeRegistry registry,
      ContractCatalog catalog,
      PluginCatalog plugins,
      EgressSource egress,
      Path dataFolder,
      NodeIdentity node) {
    Config kai = system.settings().config().getConfig("kai");
    CallsSettings callsSettings = CallsSettings.of(kai);
    AtomicReference<Calls> way = new AtomicReference<>();
    HostParts parts =
        new HostParts(
            node,
            registry,
            catalog,
            plugins,
            egress,
            dataFolder,
            () -> Objects.requireNonNull(way.get()),
            new Deadlines(callsSettings.tick()),
            new LocalReplicas(),
            HostSettings.of(kai));
    ActorRef<ShardingEnvelope<Command>> region =
        ClusterSharding.get(system)
            .init(
                Entity.of(
                        ServiceShards.KEY,
                        entity -> ServiceEntity.create(entity.getEntityId(), parts))
                    .withStopMessage(new ServiceProtocol.HandOff())
                    .withMessageExtractor(new ServiceShards())
                    .withAllocationStrategy(
                        new NeedsAllocation(Cluster.get(system), registry::view)));
    CallRoom calls = CallRoom.start(system, parts, callsSettings, region);
    way.set(calls.calls());
    ActorRef<ServiceStarter.Command> starter =
        system.systemActorOf(
            ServiceStarter.create(parts, region, ClusterSettings.of(kai).starterInterval()),
            "kai-starter",
            Props.empty());
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "kai-starter",
            () -> {
              starter.tell(new ServiceStarter.Leave());
              return CompletableFuture.completedFuture(Done.getInstance());
            });
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            "kai-deadlines",
            () -> {
              calls.digests().cancel();
              parts.deadlines().close();
              return CompletableFuture.completedFuture(Done.getInstance());
            });
    return new HostRoom(system, node, calls, region, parts.deadlines());
  }

  public Calls calls() {
    return calls.calls();
  }

  public CallLog callLog() {
    return calls.log();
  }

  /**
   * From now on ends the calls that run on this node for a key that is no longer in force: as soon
   * as this node hears that it was revoked, and within a second of its expiry.
   */
  public void follow(KeysInForce keys) {
    Runnable end = () -> deadlines.end(actor -> !keys.may(actor), ENDED);
    keys.onChange(() -> system.executionContext().execute(end));
    // Again and again, for a call may have been on its way in when the news came.
    system
        .scheduler()
        .scheduleWithFixedDelay(KEYS_AGAIN, KEYS_AGAIN, end, system.executionContext());
  }

  /** Completes when a sharded call on this node would be answered. */
  public CompletionStage<Done> ready() {
    CompletableFuture<Done> ready = new CompletableFuture<>();
    ping(ready);
    return ready;
  }

  private void ping(CompletableFuture<Done> ready) {
    AskPattern.<ShardingEnvelope<Command>, ServiceProtocol.Answer>ask(
            region,
            replyTo ->
                new ShardingEnvelope<>(
                    ServiceShards.replica(ServiceShards.PROBE, node.id()),
                    new ServiceProtocol.Ping("ready", replyTo)),
            PING,
            system.scheduler())
        .whenComplete(
            (pong, failure) -> {
              if (failure == null) {
                ready.complete(Done.getInstance());
              } else if (!system.whenTerminated().isCompleted()) {
                CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS)
                    .execute(() -> ping(ready));
              }
            });
  }
}

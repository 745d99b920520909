package io.kaicd.actors.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kaicd.actors.HostRoom;
import io.kaicd.actors.cluster.ClusterSettings;
import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.host.EgressSource;
import io.kaicd.actors.host.PluginCatalog;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Calls;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.spi.Plugin;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.remote.RARP;
import org.apache.pekko.remote.transport.ThrottlerTransportAdapter;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.FutureConverters;

/** A node of a test: an actor system, a cluster of as many as join, and the host on it. */
public final class TrialNode implements AutoCloseable {
  private final ActorSystem<Void> system;
  private final HostRoom room;
  private final NodeIdentity identity;
  private boolean cut;

  private TrialNode(ActorSystem<Void> system, HostRoom room, NodeIdentity identity) {
    this.system = system;
    this.room = room;
    this.identity = identity;
  }

  public static TrialNode start(
      NodeIdentity identity, TrialRegistry registry, Plugin plugin, Path folder, String settings) {
    return start(identity, registry, plugin, folder, settings, null);
  }

  public static TrialNode start(
      NodeIdentity identity,
      TrialRegistry registry,
      Plugin plugin,
      Path folder,
      String settings,
      @Nullable TrialNode join) {
    return start(identity, registry, plugin, folder, settings, join, new TrialWay.Source());
  }

  public static TrialNode start(
      NodeIdentity identity,
      TrialRegistry registry,
      Plugin plugin,
      Path folder,
      String settings,
      @Nullable TrialNode join,
      EgressSource egress) {
    Config owner =
        ConfigFactory.parseString(
                """
                pekko {
                  loglevel = WARNING
                  stdout-loglevel = OFF
                  loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
                  actor.provider = cluster
                  remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                  cluster.jmx.enabled = off
                  cluster.downing-provider-class = "org.apache.pekko.cluster.sbr.SplitBrainResolverProvider"
                  coordinated-shutdown { exit-jvm = off, run-by-actor-system-terminate = off }
                  remote.artery.advanced.test-mode = on
                  cluster.sharding.handoff-timeout = 5s
                }
                kai.host { back-off.first = 20ms, back-off.jitter = 0, threads.stuck-grace = 200ms,
                  health { interval = 100ms, timeout = 2s }, status-interval = 100ms }
                """)
            .withFallback(ClusterSettings.roles(identity));
    Config config = ClusterSettings.over(ConfigFactory.parseString(settings).withFallback(owner));
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "trial", config);
    Cluster cluster = Cluster.get(system);
    cluster
        .manager()
        .tell(Join.create(join == null ? cluster.selfMember().address() : join.address()));
    registry.node(identity, "up");
    HostRoom room =
        HostRoom.start(
            system,
            registry.at(identity.id()),
            TrialContract.catalog(),
            PluginCatalog.of(List.of(plugin)),
            egress,
            folder,
            identity);
    get(room.ready());
    return new TrialNode(system, room, identity);
  }

  public static NodeIdentity central(String id, String... traits) {
    return new NodeIdentity(id, "central", Set.of(traits));
  }

  public NodeIdentity identity() {
    return identity;
  }

  public ActorSystem<Void> system() {
    return system;
  }

  public HostRoom room() {
    return room;
  }

  public Calls calls() {
    return room.calls();
  }

  public boolean up() {
    return Cluster.get(system).selfMember().status().equals(MemberStatus.up());
  }

  public Reply.Unary unary(CallRequest request) {
    return get(calls().unary(request).reply());
  }

  public Reply.Unary ask(String service, String what, String text) {
    return unary(Inputs.call(service, "ask", Inputs.of(what, text, 0)));
  }

  public Reply.Unary tell(String service, String what, int n) {
    return unary(Inputs.call(service, "tell", Inputs.of(what, "", n)));
  }

  public FrameProbe stream(String service, String how, int n) {
    return stream(Inputs.call(service, "tell", Inputs.of(how, "", n)));
  }

  public FrameProbe stream(CallRequest request) {
    Reply.Streamed reply = get(calls().stream(request).reply());
    if (reply instanceof Reply.Opened(var call, var frames)) {
      FrameProbe probe = new FrameProbe();
      frames.subscribe(probe);
      return probe;
    }
    throw new AssertionError("refused: " + reply);
  }

  public static JsonNode output(Reply.Unary reply) {
    if (reply instanceof Reply.Output(var call, JsonNode output)) {
      return output;
    }
    throw new AssertionError("refused: " + reply);
  }

  public static ErrorCode code(Reply reply) {
    if (reply instanceof Reply.Refused(var call, var rejection)) {
      return rejection.code();
    }
    throw new AssertionError("not refused: " + reply);
  }

  public static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("not in time", e);
    }
  }

  /** The terminal frame's rejection. */
  public static ErrorCode rejected(Frame.Terminal end) {
    return ((Frame.Rejected) end).rejection().code();
  }

  /** From now on nothing passes between this node and the others, who learn nothing of it. */
  @SuppressWarnings(
      "deprecation") // named after the old transport, and what Artery's test mode takes
  public void cut() {
    cut = true;
    var transport = ((RARP) RARP.get(system)).provider().transport();
    for (Member member : Cluster.get(system).state().getMembers()) {
      if (!member.uniqueAddress().equals(Cluster.get(system).selfMember().uniqueAddress())) {
        var silence =
            new ThrottlerTransportAdapter.SetThrottle(
                member.address(),
                ThrottlerTransportAdapter.bothDirection(),
                ThrottlerTransportAdapter.blackholeThrottleMode());
        get(FutureConverters.asJava(transport.managementCommand(silence)));
      }
    }
  }

  /** Takes another node for dead, as the cluster does when it has not been heard for long. */
  public void down(TrialNode lost) {
    Cluster.get(system).manager().tell(new Down(lost.address()));
  }

  private Address address() {
    return Cluster.get(system).selfMember().address();
  }

  /** Leaves the cluster in good order, unless it was cut from it. */
  @Override
  public void close() {
    if (!cut) {
      get(CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.actorSystemTerminateReason()));
    }
    system.terminate();
    get(system.getWhenTerminated());
  }
}

package io.kaicd.actors.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.egress.WayOut;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.spi.PluginService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Gives a running plugin another configuration, one at a time. A plugin that does not come back
 * from it in time has refused it: what it says later counts for nothing, and its thread is stopped
 * as a call's is.
 */
final class Reconfiguring {
  private static final String IN_TIME = "reconfigure";

  /** One configuration on its way to the plugin. */
  record Tried(ServiceView service, JsonNode config, WayOut.Rebinding way) {}

  private final HostParts parts;
  private final Replica replica;
  private final ActorRef<ServiceEntity.Message> entity;
  private final ActorRef<PluginActor.Command> self;
  private final TimerScheduler<PluginActor.Command> timers;
  private volatile @Nullable Tried now;

  Reconfiguring(
      HostParts parts,
      Replica replica,
      ActorRef<ServiceEntity.Message> entity,
      ActorRef<PluginActor.Command> self,
      TimerScheduler<PluginActor.Command> timers) {
    this.parts = parts;
    this.replica = replica;
    this.entity = entity;
    this.self = self;
    this.timers = timers;
  }

  void begin(ReplicaContext at, PluginService service, ServiceView to) {
    JsonNode config = ReplicaContext.config(to);
    Tried tried;
    try {
      tried = new Tried(to, config, at.wayOut().rebind(to, config));
    } catch (RuntimeException e) {
      tell(to, e);
      return;
    }
    now = tried;
    if (to.spec().config().equals(replica.observed().spec().config())) {
      ended(at, tried, null);
      return;
    }
    timers.startSingleTimer(
        IN_TIME, new PluginActor.ReconfigureLate(tried), parts.settings().drainTimeout());
    try {
      replica.threads().execute(tried, () -> give(service, tried));
    } catch (RejectedExecutionException e) {
      ended(at, tried, e); // it has stopped
    }
  }

  private void give(PluginService service, Tried tried) {
    if (!tried.equals(now)) {
      return; // it waited for a thread until it was too late
    }
    try {
      service
          .reconfigure(tried.config())
          .whenComplete((done, failure) -> self.tell(new PluginActor.Reconfigured(tried, failure)));
    } catch (Throwable e) {
      self.tell(new PluginActor.Reconfigured(tried, e));
    }
  }

  void ended(ReplicaContext at, Tried tried, @Nullable Throwable failure) {
    if (!tried.equals(now)) {
      return; // late
    }
    now = null;
    timers.cancel(IN_TIME);
    if (failure == null) {
      tried.way().taken();
      at.configured(tried.config());
    } else {
      tried.way().refused();
    }
    tell(tried.service(), failure);
  }

  void late(ReplicaContext at, Tried tried) {
    if (!tried.equals(now)) {
      return;
    }
    ended(
        at,
        tried,
        ErrorCode.PLUGIN_FAILED.reject("it did not take its configuration in time").asException());
    replica.threads().interrupt(tried);
    replica.threads().demote(tried);
    timers.startSingleTimer(tried, new PluginActor.GiveUp(tried), parts.settings().stuckGrace());
  }

  void giveUp(Tried tried) {
    replica.abandon(tried, "a new configuration");
  }

  private void tell(ServiceView to, @Nullable Throwable failure) {
    entity.tell(
        new ServiceEntity.Reconfigured(
            replica,
            to,
            failure == null ? null : RejectedException.of(failure, ErrorCode.PLUGIN_FAILED)));
  }
}

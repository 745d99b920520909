package io.kaicd.actors.calls;

import io.kaicd.actors.host.HostParts;
import io.kaicd.contract.call.CallLog;
import io.kaicd.contract.call.Calls;
import io.kaicd.message.ServiceProtocol;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/** The way in to the services, and the log of what came in. */
public record CallRoom(Calls calls, CallLog log, Cancellable digests) {

  public static CallRoom start(
      ActorSystem<?> system,
      HostParts parts,
      CallsSettings settings,
      ActorRef<ShardingEnvelope<ServiceProtocol.Command>> region) {
    CallRing ring = new CallRing(settings.logSize());
    Digests digests = new Digests();
    String node = parts.node().id();
    CallRouter router =
        new CallRouter(
            parts.node(),
            parts.registry(),
            parts.catalog(),
            new Admission(settings),
            new Dispatch(
                parts.node(),
                parts.locals(),
                parts.deadlines(),
                settings,
                new RemoteSender(system, region, parts.deadlines())),
            new CallRecorder(node, ring, digests));
    Cancellable every =
        system
            .scheduler()
            .scheduleAtFixedRate(
                settings.digestInterval(),
                settings.digestInterval(),
                new DigestSender(node, digests, parts.registry(), router),
                system.executionContext());
    return new CallRoom(router, new ClusterCallLog(system, ring, settings.logTimeout()), every);
  }
}

package io.kaicd.actors.audit;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.journal.StreamPlace;
import io.kaicd.actors.journal.StreamView;
import io.kaicd.actors.registry.RegistrySettings;
import io.kaicd.contract.audit.Audit;
import io.kaicd.contract.audit.AuditTrail;
import io.kaicd.message.AuditProtocol;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/**
 * The audit of a node, put together. The entity runs where the registry's does.
 *
 * @param audit counts, from any thread
 * @param ready completes with the first state; fails with {@link
 *     io.kaicd.actors.journal.BrokenJournal} when this node's journal does not hold
 */
public record AuditRoom(Audit audit, AuditTrail trail, CompletionStage<Boolean> ready) {
  /**
   * @param dataFolder where the anchor is kept and space is looked for
   */
  public static AuditRoom start(ActorSystem<?> system, NodeIdentity node, Path dataFolder) {
    RegistrySettings registry = RegistrySettings.of(system.settings().config());
    AuditSettings settings = AuditSettings.of(system.settings().config());
    StreamPlace place = StreamPlace.of(system, dataFolder);
    Clock clock = place.clock();
    CompletableFuture<Boolean> ready = new CompletableFuture<>();
    ActorRef<AuditProtocol.Command> proxy =
        place.start(
            AuditStream.STREAM,
            AuditEntity.create(place.ground(AuditStream.STREAM, ready::completeExceptionally)));
    LatestAudit trail = new LatestAudit();
    system.systemActorOf(
        StreamView.create(
            AuditStream.STREAM,
            node.id(),
            registry.followEvery(),
            proxy::tell,
            now -> {
              trail.follow(now);
              ready.complete(true);
            }),
        "kai-audit-view",
        Props.empty());
    AuditCounters counters = new AuditCounters(settings.most(), clock);
    ActorRef<AuditFlusher.Message> flusher =
        system.systemActorOf(
            AuditFlusher.create(
                node.id(), UUID.randomUUID().toString(), counters, proxy, settings, clock),
            "kai-audit-flusher",
            Props.empty());
    flushAtTheEnd(system, flusher, settings);
    return new AuditRoom(counters, trail, ready);
  }

  /** After the last request, and before the entity goes. */
  private static void flushAtTheEnd(
      ActorSystem<?> system, ActorRef<AuditFlusher.Message> flusher, AuditSettings settings) {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseServiceStop(),
            "kai-audit",
            () -> {
              CompletableFuture<Boolean> kept = new CompletableFuture<>();
              flusher.tell(new AuditFlusher.Stop(kept));
              return kept.completeOnTimeout(
                      false, settings.lastWrite().toMillis(), TimeUnit.MILLISECONDS)
                  .thenApply(now -> Done.getInstance());
            });
  }
}

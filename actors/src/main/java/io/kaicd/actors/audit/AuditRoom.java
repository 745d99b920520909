package io.kaicd.actors.audit;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.journal.StreamPlace;
import io.kaicd.actors.journal.StreamView;
import io.kaicd.actors.registry.RegistrySettings;
import io.kaicd.contract.audit.Audit;
import io.kaicd.contract.audit.AuditTrail;
import io.kaicd.contract.audit.LastUses;
import io.kaicd.contract.audit.SecretUser;
import io.kaicd.contract.error.Rejection;
import io.kaicd.message.AuditProtocol;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * The audit of a node, put together. The entity runs where the registry's does.
 *
 * @param audit takes note, from any thread
 * @param ready completes with the first state; fails with {@link
 *     io.kaicd.actors.journal.BrokenJournal} when this node's journal does not hold
 */
public record AuditRoom(
    Audit audit, AuditTrail trail, LastUses lastUses, CompletionStage<Boolean> ready) {
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
    BegunUses begun = begun(system, node, proxy, settings, clock);
    ActorRef<AuditFlusher.Message> flusher =
        system.systemActorOf(
            AuditFlusher.create(
                node.id(),
                UUID.randomUUID().toString(),
                counters,
                proxy,
                settings,
                clock,
                begun::kept),
            "kai-audit-flusher",
            Props.empty());
    flushAtTheEnd(system, flusher, settings);
    LatestUses latest = new LatestUses(trail::lastSent, clock);
    return new AuditRoom(new NodeAudit(counters, begun, latest), trail, latest, ready);
  }

  private static BegunUses begun(
      ActorSystem<?> system,
      NodeIdentity node,
      ActorRef<AuditProtocol.Command> entity,
      AuditSettings settings,
      Clock clock) {
    Function<SecretUser, CompletionStage<Void>> journal =
        settings.beginUses()
            ? user -> begin(system, node, entity, settings, clock.instant(), user)
            : user -> CompletableFuture.completedFuture(null);
    // Longer than what is counted takes to be written, so that who goes on need not begin again.
    Duration lasts = settings.every().multipliedBy(5).dividedBy(4);
    return new BegunUses(journal, lasts, settings.beginWait(), clock, System::nanoTime);
  }

  private static CompletionStage<Void> begin(
      ActorSystem<?> system,
      NodeIdentity node,
      ActorRef<AuditProtocol.Command> entity,
      AuditSettings settings,
      Instant at,
      SecretUser user) {
    return AskPattern.<AuditProtocol.Command, AuditProtocol.Done>ask(
            entity,
            replyTo ->
                new AuditProtocol.Begin(
                    node.id(), at, user.secret(), user.service(), user.actor(), replyTo),
            settings.beginWait(),
            system.scheduler())
        .thenAccept(
            done -> {
              Rejection refusal = done.refusal();
              if (refusal != null) {
                throw refusal.asException();
              }
            });
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

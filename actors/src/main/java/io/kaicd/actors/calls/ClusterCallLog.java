package io.kaicd.actors.calls;

import io.kaicd.contract.call.CallLog;
import io.kaicd.contract.call.CallRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** This node's ring and, for what it does not hold, those of the others. */
public final class ClusterCallLog implements CallLog {
  private final ActorSystem<?> system;
  private final CallRing ring;
  private final Duration timeout;
  private volatile Set<ActorRef<CallLogActor.Message>> others = Set.of();

  ClusterCallLog(ActorSystem<?> system, CallRing ring, Duration timeout) {
    this.system = system;
    this.ring = ring;
    this.timeout = timeout;
    system.systemActorOf(
        CallLogActor.create(ring, found -> others = found), "kai-call-log", Props.empty());
  }

  @Override
  public CompletionStage<List<CallRecord>> recent(Filter filter, int limit) {
    return ask(replyTo ->
            new CallLogActor.Recent(
                filter.failedOnly(), filter.service(), filter.capability(), limit, replyTo))
        .thenApply(
            found -> {
              List<CallRecord> all = new ArrayList<>(ring.recent(filter, limit));
              all.addAll(found);
              all.sort(Comparator.comparing(CallRecord::startedAt).reversed());
              return List.copyOf(all.subList(0, Math.min(limit, all.size())));
            });
  }

  @Override
  public CompletionStage<Optional<CallRecord>> find(String callId) {
    Optional<CallRecord> here = ring.find(callId);
    return here.isPresent()
        ? CompletableFuture.completedFuture(here)
        : ask(replyTo -> new CallLogActor.Find(callId, replyTo))
            .thenApply(found -> found.stream().findFirst());
  }

  /** All that the others answer in time; one that does not is left out. */
  private CompletionStage<List<CallRecord>> ask(
      Function<ActorRef<CallLogActor.Found>, CallLogActor.Message> question) {
    CompletionStage<List<CallRecord>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (ActorRef<CallLogActor.Message> other : others) {
      CompletionStage<CallLogActor.Found> answer =
          AskPattern.ask(other, question::apply, timeout, system.scheduler());
      all =
          all.thenCombine(
              answer.exceptionally(failure -> new CallLogActor.Found(List.of())),
              (calls, found) -> {
                calls.addAll(found.calls());
                return calls;
              });
    }
    return all;
  }
}

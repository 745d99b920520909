package io.kaicd.actors.audit;

import io.kaicd.actors.audit.AuditCounters.Counts;
import io.kaicd.contract.audit.AuditLine;
import io.kaicd.contract.error.Rejection;
import io.kaicd.message.AuditProtocol.Command;
import io.kaicd.message.AuditProtocol.Done;
import io.kaicd.message.AuditProtocol.Keep;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what a node has counted, together, and at most once a period. The first denial after
 * a quiet time is not kept waiting for long. What is not known to be kept is sent again as it was,
 * under its number, and goes on being counted meanwhile; so nothing is lost, and nothing doubled.
 */
final class AuditFlusher extends AbstractBehavior<AuditFlusher.Message> {
  private static final String NO_ANSWER = "no answer came";

  private final TimerScheduler<Message> timers;
  private final String node;
  private final String run;
  private final AuditCounters counters;
  private final ActorRef<Command> entity;
  private final AuditSettings settings;
  private final Clock clock;
  private final Consumer<List<AuditLine.Used>> kept;
  private final ActorRef<Done> answers;
  private final List<CompletableFuture<Boolean>> stopping = new ArrayList<>();
  private Instant from;
  private long number;
  private boolean resting;
  private String problem = NO_ANSWER;
  private @Nullable Flush pending;

  /** What it is told. */
  sealed interface Message {}

  private record Denied() implements Message {}

  private record Used() implements Message {}

  private record Due() implements Message {}

  private record Rested() implements Message {}

  private record Answered(Done done) implements Message {}

  /**
   * Write all down now.
   *
   * @param done completes with whether it is kept
   */
  record Stop(CompletableFuture<Boolean> done) implements Message {}

  private record Flush(long number, Instant from, Instant to, Counts counts) {}

  /**
   * @param run a name that no other run of the node has had
   * @param kept told of the uses that are in the journal
   */
  static Behavior<Message> create(
      String node,
      String run,
      AuditCounters counters,
      ActorRef<Command> entity,
      AuditSettings settings,
      Clock clock,
      Consumer<List<AuditLine.Used>> kept) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new AuditFlusher(
                        context, timers, node, run, counters, entity, settings, clock, kept)));
  }

  private AuditFlusher(
      ActorContext<Message> context,
      TimerScheduler<Message> timers,
      String node,
      String run,
      AuditCounters counters,
      ActorRef<Command> entity,
      AuditSettings settings,
      Clock clock,
      Consumer<List<AuditLine.Used>> kept) {
    super(context);
    this.timers = timers;
    this.node = node;
    this.run = run;
    this.counters = counters;
    this.entity = entity;
    this.settings = settings;
    this.clock = clock;
    this.kept = kept;
    this.from = clock.instant();
    this.answers = context.messageAdapter(Done.class, Answered::new);
    ActorRef<Message> self = context.getSelf();
    counters.listen(() -> self.tell(new Denied()), () -> self.tell(new Used()));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::onMessage).build();
  }

  private Behavior<Message> onMessage(Message message) {
    switch (message) {
      case Denied _ -> onDenied();
      case Used _ -> onUsed();
      case Due _ -> flush();
      case Rested _ -> onRested();
      case Answered(Done done) -> onAnswered(done);
      case Stop(CompletableFuture<Boolean> done) -> onStop(done);
    }
    return this;
  }

  private void onDenied() {
    if (!resting) {
      timers.startSingleTimer(Due.class, new Due(), settings.early());
    }
  }

  private void onUsed() {
    if (!resting && !timers.isTimerActive(Due.class)) {
      timers.startSingleTimer(Due.class, new Due(), settings.every());
    }
  }

  private void onRested() {
    resting = false;
    if (pending != null || !counters.none()) {
      flush();
    }
  }

  private void flush() {
    if (pending != null) {
      getContext()
          .getLog()
          .warn("denials and uses of secrets are counted and not kept yet: {}", problem);
    }
    Flush flush = pending == null ? drained() : pending;
    if (flush == null) {
      return;
    }
    pending = flush;
    problem = NO_ANSWER;
    resting = true;
    timers.cancel(Due.class);
    timers.startSingleTimer(Rested.class, new Rested(), settings.every());
    entity.tell(
        new Keep(
            node,
            run,
            flush.number(),
            flush.from(),
            flush.to(),
            flush.counts().denials(),
            flush.counts().uses(),
            answers));
  }

  private @Nullable Flush drained() {
    Counts counts = counters.drain();
    if (counts.none()) {
      return null;
    }
    Instant since = from;
    from = clock.instant();
    return new Flush(++number, since, from, counts);
  }

  private void onAnswered(Done done) {
    if (pending == null || pending.number() != done.number()) {
      return; // of an earlier sending
    }
    Rejection refusal = done.refusal();
    if (refusal == null) {
      kept.accept(pending.counts().uses());
      pending = null;
    } else {
      problem = refusal.code().text() + ", " + refusal.message();
    }
    if (!stopping.isEmpty()) {
      stop(refusal == null);
    }
  }

  private void onStop(CompletableFuture<Boolean> done) {
    stopping.add(done);
    if (pending == null) {
      stop(true);
    } else {
      flush();
    }
  }

  /** Goes on to the last, or gives up. */
  private void stop(boolean kept) {
    if (kept && !counters.none()) {
      flush();
    } else {
      stopping.forEach(done -> done.complete(kept));
      stopping.clear();
    }
  }
}

package io.kaicd.actors.journal;

import io.kaicd.actors.journal.Guarded.Broken;
import io.kaicd.actors.journal.Guarded.Ready;
import io.kaicd.actors.journal.Guarded.Unfit;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.message.StreamProtocol.Follow;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.JournalPersistRejected;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.SnapshotFailed;
import org.apache.pekko.persistence.typed.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.Recovery;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * One stream of sealed records with one total order, kept by one node at a time. Commands that
 * waited together are decided in their order, and what is accepted is sealed behind the head,
 * persisted in one go, acknowledged, and anchored. Recovery checks each record, the chain, the
 * journal's own count and the anchor, and ends at the first that does not hold.
 *
 * @param <C> what it is told
 * @param <S> its state, immutable
 * @param <E> its events
 */
public abstract class SealedEntity<C, S, E>
    extends EventSourcedBehavior<Batch<C>, SealedRecord, SealedEntity.Sealed<S>> {
  private static final int SNAPSHOT_EVERY = 200;
  private static final int SNAPSHOTS_KEPT = 3;

  private final ActorContext<Batch<C>> context;
  private final EventStream<S, E> shape;
  private final String stream;
  private final Guarded<C> guarded;
  private final StreamGround ground;
  private final Head anchored;
  private final AnchorKeeper anchor;
  private final Followers<S> followers;
  private final ArrayDeque<Turn.Next<S>> ahead = new ArrayDeque<>();
  private List<C> unanswered = List.of();
  private boolean renewing;

  /** The state with the head of the chain that it came from. */
  public record Sealed<S>(S state, Head head) {}

  /**
   * @throws BrokenJournal when the anchor cannot be read
   */
  protected SealedEntity(
      ActorContext<Batch<C>> context, EventStream<S, E> shape, Guarded<C> guarded) {
    super(PersistenceId.ofUniqueId(shape.name()));
    this.context = context;
    this.shape = shape;
    this.stream = shape.name();
    this.guarded = guarded;
    this.ground = guarded.ground();
    this.renewing = !guarded.snapshots();
    this.followers = new Followers<>(shape.states());
    this.anchor = new AnchorKeeper(stream, ground.anchor());
    try {
      this.anchored = ground.anchor().read();
    } catch (BrokenJournal e) {
      broken(e);
      throw e;
    }
  }

  private void broken(BrokenJournal failure) {
    guarded.guardian().tell(new Broken(failure));
    ground.onBroken().accept(failure);
  }

  /**
   * Decides about a command. Nothing has been answered yet that it is decided upon, nor need it be
   * in the journal; so whatever is to be seen outside is for the outcome to do.
   */
  protected abstract Outcome<S, E> decide(S state, C command);

  protected final ActorContext<Batch<C>> context() {
    return context;
  }

  /** Takes what the entity tells itself; it is decided after what came before it. */
  protected final ActorRef<C> front() {
    return guarded.front();
  }

  protected final Instant now() {
    return ground.clock().instant();
  }

  /** The refusal of what needs space, when there is none. */
  protected final Optional<Rejection> noSpace() {
    return ground.space().refusal();
  }

  @Override
  public final Sealed<S> emptyState() {
    return new Sealed<>(shape.empty(), Head.NONE);
  }

  @Override
  public final EventHandler<Sealed<S>, SealedRecord> eventHandler() {
    return this::follow;
  }

  private Sealed<S> follow(Sealed<S> before, SealedRecord record) {
    Turn.Next<S> next = ahead.poll();
    Sealed<S> now =
        next != null && next.record().equals(record) ? next.state() : opened(before, record);
    followers.remember(record);
    return now;
  }

  private Sealed<S> opened(Sealed<S> before, SealedRecord record) {
    Head head = record.follows(stream, before.head());
    Anchor.checkSame(stream, anchored, head);
    try {
      E event = shape.events().decode(record.manifest(), record.body());
      return new Sealed<>(shape.apply().apply(before.state(), event), head);
    } catch (IllegalArgumentException e) {
      throw new BrokenJournal(stream, record.seq(), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public final SignalHandler<Sealed<S>> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .onSignal(
            RecoveryFailed.class,
            (at, failed) ->
                BrokenJournal.in(failed.getFailure(), stream, at.head().seq() + 1)
                    .ifPresent(this::broken))
        .onSignal(PostStop.instance(), at -> onStop())
        .onSignal(
            SnapshotFailed.class,
            (at, failed) ->
                context
                    .getLog()
                    .warn("no snapshot of stream '{}' was kept", stream, failed.getFailure()))
        .onSignal(
            JournalPersistFailed.class,
            (state, failed) -> notPersisted(failed.getFailure(), perhapsMade()))
        .onSignal(
            JournalPersistRejected.class,
            (state, failed) ->
                notPersisted(
                    failed.getFailure(),
                    ErrorCode.STORAGE_UNAVAILABLE.reject("the journal did not take the change")))
        .build();
  }

  @Override
  public final Recovery recovery() {
    return Recovery.withSnapshotSelectionCriteria(
        guarded.snapshots()
            ? SnapshotSelectionCriteria.latest()
            : SnapshotSelectionCriteria.none());
  }

  @Override
  public final RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT);
  }

  /** One that was passed over is passed over at each start, until there is a newer one. */
  @Override
  public final boolean shouldSnapshot(Sealed<S> now, SealedRecord record, long seq) {
    boolean due = renewing;
    renewing = false;
    return due;
  }

  @Override
  public final SnapshotAdapter<Sealed<S>> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(Sealed<S> now) {
        StateCodec<S> states = shape.states();
        byte[] body = states.encode(now.state());
        return new SealedSnapshot(stream, now.head(), states.manifest(), body);
      }

      @Override
      public Sealed<S> fromJournal(Object kept) {
        return begun((SealedSnapshot) kept);
      }
    };
  }

  private Sealed<S> begun(SealedSnapshot snapshot) {
    try {
      if (!snapshot.stream().equals(stream)) {
        throw new IllegalArgumentException("it is another stream's");
      }
      if (!snapshot.manifest().equals(shape.states().manifest())) {
        // The records may say more than another version's snapshot did.
        throw new IllegalArgumentException("another version of the host made it");
      }
      Anchor.checkSame(stream, anchored, snapshot.head());
      S state = shape.states().decode(snapshot.manifest(), snapshot.body());
      return new Sealed<>(state, snapshot.head());
    } catch (IllegalArgumentException | BrokenJournal e) {
      guarded.guardian().tell(new Unfit(snapshot + ": " + e.getMessage()));
      throw e;
    }
  }

  private void onRecovered(Sealed<S> sealed) {
    try {
      // The journal's highest, or the snapshot's when that is higher: whether the journal has the
      // snapshot's record was asked before it was opened.
      long highest = lastSequenceNumber(context);
      if (highest != sealed.head().seq()) {
        throw new BrokenJournal(
            stream, sealed.head().seq() + 1, "missing; the journal knows of " + highest);
      }
      Anchor.check(stream, anchored, sealed.head());
    } catch (BrokenJournal e) {
      broken(e);
      throw e;
    }
    guarded.guardian().tell(new Ready());
    if (sealed.head().seq() > anchored.seq()) {
      anchor.move(sealed.head());
    }
  }

  /** A time-out, of the journal or of the circuit breaker before it, may come after the write. */
  private static Rejection perhapsMade() {
    return ErrorCode.STORAGE_UNAVAILABLE
        .reject("the journal failed, and it is not known whether the change was made")
        .withRemedy("Read the resource, and try again if it is as it was");
  }

  private void notPersisted(Throwable failure, Rejection answer) {
    context.getLog().error("changes of stream '{}' were not persisted", stream, failure);
    refuse(answer);
  }

  /** Those too whose answer was drawn from what is not in the journal. */
  private void refuse(Rejection why) {
    List<C> refused = unanswered;
    unanswered = List.of();
    refused.forEach(command -> guarded.refuse().accept(command, why));
  }

  private void onStop() {
    anchor.close();
    refuse(perhapsMade());
  }

  @Override
  public final CommandHandler<Batch<C>, SealedRecord, Sealed<S>> commandHandler() {
    return this::onBatch;
  }

  private Effect<SealedRecord, Sealed<S>> onBatch(Sealed<S> sealed, Batch<C> batch) {
    Turn<C, S, E> next =
        new Turn<>(shape, sealed, batch, this::decide, guarded.refuse(), ground.space());
    unanswered = batch.commands();
    next.decide();
    if (next.nexts().isEmpty()) {
      return Effect().none().thenRun((Sealed<S> now) -> answered(next, now));
    }
    ahead.addAll(next.nexts());
    return Effect()
        .persist(next.nexts().stream().map(Turn.Next::record).toList())
        .thenRun(
            (Sealed<S> now) -> {
              anchor.move(now.head());
              followers.tellAfter(sealed.head().seq(), now());
              answered(next, now);
            });
  }

  private void answered(Turn<C, S, E> done, Sealed<S> now) {
    List<C> left = done.left();
    unanswered = left;
    if (left.isEmpty()) {
      guarded.guardian().tell(new Ready()); // first: the next may come while these are answered
    } else {
      context.getSelf().tell(new Batch<>(left));
    }
    done.answer(now);
  }

  /** Tells a view what it lacks; it hears of what comes from now on. */
  protected final Outcome<S, E> onFollow(Follow follow) {
    return new Outcome.Answer<>(now -> followers.heard(follow, now, now()));
  }
}

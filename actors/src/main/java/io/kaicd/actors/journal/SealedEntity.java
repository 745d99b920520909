package io.kaicd.actors.journal;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.message.StreamProtocol.Change;
import io.kaicd.message.StreamProtocol.Changes;
import io.kaicd.message.StreamProtocol.Current;
import io.kaicd.message.StreamProtocol.Feed;
import io.kaicd.message.StreamProtocol.Follow;
import io.kaicd.message.StreamProtocol.Part;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
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
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.Recovery;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * One stream of sealed records with one total order, kept by one node at a time. What is accepted
 * is sealed behind the head, persisted, acknowledged, and anchored; recovery checks each record,
 * the chain, the journal's own count and the anchor, and ends at the first that does not hold.
 *
 * @param <C> what it is told
 * @param <S> its state, immutable
 * @param <E> its events
 */
public abstract class SealedEntity<C, S, E>
    extends EventSourcedBehaviorWithEnforcedReplies<C, SealedRecord, SealedEntity.Sealed<S>> {
  private static final int SNAPSHOT_EVERY = 200;
  private static final int SNAPSHOTS_KEPT = 3;

  private final ActorContext<C> context;
  private final EventStream<S, E> shape;
  private final String stream;
  private final StreamGround ground;
  private final Head anchored;
  private final AnchorKeeper anchor;
  private final Followers followers = new Followers();
  private final RecentChanges recent = new RecentChanges();
  private @Nullable Consumer<Rejection> persisting;
  private @Nullable Next<S> ahead;
  private boolean renewing;

  /** A record that is about to be persisted, and the state that it leads to. */
  private record Next<S>(SealedRecord record, Sealed<S> state) {}

  /** The state with the head of the chain that it came from. */
  public record Sealed<S>(S state, Head head) {}

  /**
   * @throws BrokenJournal when the anchor cannot be read
   */
  protected SealedEntity(ActorContext<C> context, EventStream<S, E> shape, StreamGround ground) {
    super(PersistenceId.ofUniqueId(shape.name()));
    this.context = context;
    this.shape = shape;
    this.stream = shape.name();
    this.ground = ground;
    this.renewing = !ground.snapshots();
    this.anchor = new AnchorKeeper(stream, ground.anchor());
    try {
      this.anchored = ground.anchor().read();
    } catch (BrokenJournal e) {
      ground.onBroken().accept(e);
      throw e;
    }
  }

  protected final ActorContext<C> context() {
    return context;
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
    Next<S> next = ahead;
    ahead = null;
    if (next == null || !next.record().equals(record)) {
      next = new Next<>(record, opened(before, record));
    }
    recent.add(record.seq(), new Change(record.manifest(), record.body()));
    return next.state();
  }

  private Sealed<S> opened(Sealed<S> before, SealedRecord record) {
    Head head = record.follows(stream, before.head());
    Anchor.checkSame(stream, anchored, head);
    try {
      return new Sealed<>(applied(before.state(), record), head);
    } catch (IllegalArgumentException e) {
      throw new BrokenJournal(stream, record.seq(), String.valueOf(e.getMessage()));
    }
  }

  private S applied(S before, SealedRecord record) {
    return shape.apply().apply(before, shape.events().decode(record.manifest(), record.body()));
  }

  @Override
  public final SignalHandler<Sealed<S>> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .onSignal(
            RecoveryFailed.class,
            (at, failed) ->
                BrokenJournal.in(failed.getFailure(), stream, at.head().seq() + 1)
                    .ifPresent(ground.onBroken()))
        .onSignal(PostStop.instance(), at -> anchor.close())
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
        ground.snapshots() ? SnapshotSelectionCriteria.latest() : SnapshotSelectionCriteria.none());
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
      ground.onUnfitSnapshot().accept(snapshot + ": " + e.getMessage());
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
      ground.onBroken().accept(e);
      throw e;
    }
    ground.onStarted().run();
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
    ground.onEnding().run(); // before the answer, so that its reader's next write is not lost
    Consumer<Rejection> writer = persisting;
    if (writer != null) {
      persisting = null;
      context.getLog().error("a change of stream '{}' was not persisted", stream, failure);
      writer.accept(answer);
    }
  }

  /**
   * Seals and persists an event, or refuses when there is no space.
   *
   * @param refused the reply when it is not persisted
   * @param done the reply when it is, from the state with it
   */
  protected final <R> ReplyEffect<SealedRecord, Sealed<S>> persist(
      Sealed<S> sealed,
      E event,
      ActorRef<R> replyTo,
      Function<Rejection, R> refused,
      Function<S, R> done) {
    Optional<Rejection> noSpace = noSpace();
    if (noSpace.isPresent()) {
      return Effect().reply(replyTo, refused.apply(noSpace.get()));
    }
    byte[] body = shape.events().encode(event);
    if (body.length > SealedRecord.MOST_BODY) { // which nobody could read back
      return Effect()
          .reply(
              replyTo,
              refused.apply(
                  ErrorCode.REQUEST_TOO_LARGE.reject(
                      "the change takes %d bytes; a record has %d at most"
                          .formatted(body.length, SealedRecord.MOST_BODY))));
    }
    SealedRecord record =
        SealedRecord.seal(sealed.head(), stream, shape.events().manifest(event), body);
    try {
      // Before it is in the journal for good: what cannot be read back would end the stream.
      S next = applied(sealed.state(), record);
      ahead = new Next<>(record, new Sealed<>(next, new Head(record.seq(), record.hash())));
    } catch (RuntimeException e) {
      context.getLog().error("an event of stream '{}' cannot be read back", stream, e);
      return Effect()
          .reply(replyTo, refused.apply(ErrorCode.INTERNAL.reject("the node has a fault")));
    }
    persisting = rejection -> replyTo.tell(refused.apply(rejection));
    return Effect()
        .persist(record)
        .thenRun(
            (Sealed<S> now) -> {
              persisting = null;
              anchor.move(now.head());
              persisted(sealed.state(), now.state());
              Change change = new Change(record.manifest(), record.body());
              followers.tell(new Changes(record.seq() - 1, List.of(change)), now());
            })
        .thenReply(replyTo, now -> done.apply(now.state()));
  }

  /** What is to be done between a change's reaching the journal and its answer. */
  protected void persisted(S before, S after) {}

  /** Tells a view what it lacks; it hears of what comes from now on. */
  protected final ReplyEffect<SealedRecord, Sealed<S>> onFollow(Sealed<S> sealed, Follow follow) {
    followers.heard(follow.node(), follow.follower(), now());
    long head = sealed.head().seq();
    if (follow.from() == head) {
      follow.follower().tell(new Current(head));
    } else if (follow.from() < 0) {
      whole(sealed, follow.follower());
    } else {
      recent
          .after(follow.from())
          .ifPresentOrElse(
              changes -> changes.forEach(follow.follower()::tell),
              () -> whole(sealed, follow.follower()));
    }
    return Effect().noReply();
  }

  private void whole(Sealed<S> sealed, ActorRef<Feed> follower) {
    StateCodec<S> states = shape.states();
    byte[] bytes = states.encode(sealed.state());
    for (Part part : StateParts.of(sealed.head().seq(), states.manifest(), bytes)) {
      follower.tell(part);
    }
  }
}

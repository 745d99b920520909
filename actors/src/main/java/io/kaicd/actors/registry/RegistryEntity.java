package io.kaicd.actors.registry;

import io.kaicd.actors.journal.Anchor;
import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.SpaceGuard;
import io.kaicd.actors.registry.RegistryEvent.By;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.WriteResult;
import io.kaicd.message.RegistryProtocol.Change;
import io.kaicd.message.RegistryProtocol.Changes;
import io.kaicd.message.RegistryProtocol.Command;
import io.kaicd.message.RegistryProtocol.Current;
import io.kaicd.message.RegistryProtocol.Done;
import io.kaicd.message.RegistryProtocol.Follow;
import io.kaicd.message.RegistryProtocol.ServiceEntry;
import io.kaicd.message.RegistryProtocol.Write;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.JournalPersistRejected;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * The registry: one stream with one total order, kept by one node at a time. A write is decided,
 * sealed, persisted, anchored, and then acknowledged.
 */
final class RegistryEntity
    extends EventSourcedBehaviorWithEnforcedReplies<Command, SealedRecord, RegistryEntity.Sealed> {
  static final String STREAM = "registry";

  private final ActorContext<Command> context;
  private final Ground ground;
  private final Head anchored;
  private final Followers followers = new Followers();
  private final RecentChanges recent = new RecentChanges();
  private @Nullable ActorRef<Done> persisting;

  /** The state with the head of the chain that it came from. */
  record Sealed(RegistryState state, Head head) {}

  /** What the entity stands on. */
  record Ground(
      RegistryDecider decider,
      Anchor anchor,
      SpaceGuard space,
      Clock clock,
      Consumer<BrokenJournal> onBroken,
      Runnable onEnding) {
    /**
     * @param onBroken told when the journal does not hold
     */
    Ground(
        RegistryDecider decider,
        Anchor anchor,
        SpaceGuard space,
        Clock clock,
        Consumer<BrokenJournal> onBroken) {
      this(decider, anchor, space, clock, onBroken, () -> {});
    }
  }

  static Behavior<Command> create(Ground ground) {
    return RegistryGuardian.create(ground);
  }

  /**
   * @throws BrokenJournal when the anchor cannot be read
   */
  RegistryEntity(ActorContext<Command> context, Ground ground) {
    super(PersistenceId.ofUniqueId(STREAM));
    this.context = context;
    this.ground = ground;
    try {
      this.anchored = ground.anchor().read();
    } catch (BrokenJournal e) {
      ground.onBroken().accept(e);
      throw e;
    }
  }

  @Override
  public Sealed emptyState() {
    return new Sealed(RegistryState.EMPTY, Head.NONE);
  }

  @Override
  public CommandHandlerWithReply<Command, SealedRecord, Sealed> commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(Write.class, this::onWrite)
        .onCommand(Follow.class, this::onFollow)
        .build();
  }

  @Override
  public EventHandler<Sealed, SealedRecord> eventHandler() {
    return this::apply;
  }

  @Override
  public SignalHandler<Sealed> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .onSignal(RecoveryFailed.class, this::onRecoveryFailed)
        .onSignal(JournalPersistFailed.class, (state, failed) -> notPersisted(failed.getFailure()))
        .onSignal(
            JournalPersistRejected.class, (state, failed) -> notPersisted(failed.getFailure()))
        .build();
  }

  private void onRecovered(Sealed sealed) {
    try {
      long highest = lastSequenceNumber(context); // the journal's word, which a lost tail leaves
      if (highest != sealed.head().seq()) {
        throw new BrokenJournal(
            STREAM, sealed.head().seq() + 1, "missing; the journal knows of " + highest);
      }
      Anchor.check(STREAM, anchored, sealed.head());
    } catch (BrokenJournal e) {
      ground.onBroken().accept(e);
      throw e;
    }
    if (sealed.head().seq() > anchored.seq()) {
      anchor(sealed.head());
    }
  }

  private void onRecoveryFailed(Sealed sealed, RecoveryFailed failed) {
    BrokenJournal.in(failed.getFailure(), STREAM, sealed.head().seq() + 1)
        .ifPresent(ground.onBroken());
  }

  private void notPersisted(Throwable failure) {
    ground.onEnding().run(); // before the answer, so that its reader's next write is not lost
    ActorRef<Done> writer = persisting;
    if (writer != null) {
      persisting = null;
      context.getLog().error("a change of the registry was not persisted", failure);
      writer.tell(
          new Done(
              new WriteResult.Refused(
                  ErrorCode.STORAGE_UNAVAILABLE.reject("the journal did not take the change"))));
    }
  }

  /** An anchor that is behind is allowed, and the record is persisted: so this only warns. */
  private void anchor(Head head) {
    try {
      ground.anchor().write(head);
    } catch (UncheckedIOException e) {
      context.getLog().warn("the anchor of the registry's journal could not be moved", e);
    }
  }

  private Sealed apply(Sealed sealed, SealedRecord record) {
    Head head = record.follows(STREAM, sealed.head());
    Anchor.checkSame(STREAM, anchored, head);
    RegistryEvent event;
    try {
      event = RegistryEventCodec.decode(record.manifest(), record.body());
    } catch (IllegalArgumentException e) {
      throw new BrokenJournal(STREAM, record.seq(), String.valueOf(e.getMessage()));
    }
    recent.add(record.seq(), new Change(record.manifest(), record.body()));
    return new Sealed(sealed.state().apply(event), head);
  }

  private ReplyEffect<SealedRecord, Sealed> onWrite(Sealed sealed, Write write) {
    By by = new By(write.options().actor().id(), ground.clock().instant());
    RegistryDecision decision =
        ground.decider().decide(sealed.state(), write.write(), write.options(), write.origin(), by);
    return switch (decision) {
      case RegistryDecision.Refuse(Rejection rejection) -> refuse(write, rejection);
      case RegistryDecision.Unchanged _ ->
          Effect()
              .reply(
                  write.replyTo(), written(sealed.state(), write.write(), false, false, List.of()));
      case RegistryDecision.Accept accept when write.options().dryRun() ->
          Effect()
              .reply(
                  write.replyTo(),
                  written(
                      sealed.state().apply(accept.event()),
                      write.write(),
                      accept.created(),
                      true,
                      accept.notes()));
      case RegistryDecision.Accept accept -> {
        Optional<Rejection> noSpace = ground.space().refusal();
        yield noSpace.isPresent() ? refuse(write, noSpace.get()) : persist(sealed, write, accept);
      }
    };
  }

  private ReplyEffect<SealedRecord, Sealed> refuse(Write write, Rejection rejection) {
    return Effect().reply(write.replyTo(), new Done(new WriteResult.Refused(rejection)));
  }

  private ReplyEffect<SealedRecord, Sealed> persist(
      Sealed sealed, Write write, RegistryDecision.Accept accept) {
    SealedRecord record =
        SealedRecord.seal(
            sealed.head(),
            STREAM,
            RegistryEventCodec.manifest(accept.event()),
            RegistryEventCodec.encode(accept.event()));
    persisting = write.replyTo();
    return Effect()
        .persist(record)
        .thenRun(
            (Sealed now) -> {
              persisting = null;
              anchor(now.head());
              accept.notes().forEach(note -> context.getLog().warn("{}", note));
              Change change = new Change(record.manifest(), record.body());
              followers.tell(
                  new Changes(now.head().seq() - 1, List.of(change)), ground.clock().instant());
            })
        .thenReply(
            write.replyTo(),
            now -> written(now.state(), write.write(), accept.created(), true, accept.notes()));
  }

  private static Done written(
      RegistryState state,
      RegistryWrite write,
      boolean created,
      boolean changed,
      List<String> notes) {
    String service =
        switch (write) {
          case RegistryWrite.PutService w -> w.id();
          case RegistryWrite.QuarantineService w -> w.id();
          case RegistryWrite.ReleaseService w -> w.id();
          case RegistryWrite.RemoveService _,
              RegistryWrite.InstallDefinition _,
              RegistryWrite.RemoveDefinition _ ->
              "";
        };
    ServiceEntry entry = state.services().get(service);
    long generation = entry == null ? 0 : entry.generation();
    return new Done(new WriteResult.Written(state.revision(), generation, created, changed, notes));
  }

  private ReplyEffect<SealedRecord, Sealed> onFollow(Sealed sealed, Follow follow) {
    followers.heard(follow.node(), follow.follower(), ground.clock().instant());
    long head = sealed.state().revision();
    if (follow.from() == head) {
      follow.follower().tell(new Current(head));
    } else if (follow.from() < 0) {
      StatePages.of(sealed.state()).forEach(follow.follower()::tell);
    } else {
      recent
          .after(follow.from())
          .ifPresentOrElse(
              changes -> changes.forEach(follow.follower()::tell),
              () -> StatePages.of(sealed.state()).forEach(follow.follower()::tell));
    }
    return Effect().noReply();
  }
}

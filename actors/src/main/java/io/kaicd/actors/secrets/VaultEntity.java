package io.kaicd.actors.secrets;

import io.kaicd.actors.journal.SealedEntity;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.StreamGround;
import io.kaicd.actors.journal.StreamGuardian;
import io.kaicd.actors.secrets.VaultEvent.By;
import io.kaicd.actors.secrets.VaultProtocol.Change;
import io.kaicd.actors.secrets.VaultProtocol.Command;
import io.kaicd.actors.secrets.VaultProtocol.Done;
import io.kaicd.actors.secrets.VaultProtocol.FetchKeys;
import io.kaicd.actors.secrets.VaultProtocol.Followed;
import io.kaicd.actors.secrets.VaultProtocol.Keys;
import io.kaicd.actors.secrets.VaultProtocol.Sweep;
import io.kaicd.actors.secrets.VaultState.Known;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;

/**
 * The vault's stream, and the store of wrapped keys beside it: a key is put before the event that
 * speaks of it and destroyed after the event that ends it, here and nowhere else. It holds no key
 * that opens anything. Its store blocks, so it runs apart from other actors.
 */
final class VaultEntity extends SealedEntity<Command, VaultState, VaultEvent> {
  private final WrappedKeys keys;
  private final OrphanSweep orphans;

  /**
   * @param keys the store; asked for where the entity comes to run
   * @param young how long a key may be without its event: longer than a write may take
   */
  static Behavior<Command> create(StreamGround ground, Supplier<WrappedKeys> keys, Duration young) {
    return StreamGuardian.create(
        VaultStream.NAME,
        Command.class,
        ground,
        (context, guarded) -> new VaultEntity(context, guarded, keys.get(), young),
        VaultEntity::refuse,
        DispatcherSelector.blocking());
  }

  private VaultEntity(
      ActorContext<Command> context, StreamGround ground, WrappedKeys keys, Duration young) {
    super(context, VaultStream.STREAM, ground);
    this.keys = keys;
    this.orphans = new OrphanSweep(keys, young, ground.clock());
    context.getSelf().tell(new Sweep()); // what a crash left; it waits for recovery
  }

  private static void refuse(Command command, Rejection why) {
    switch (command) {
      case Change change -> change.replyTo().tell(new Done(0, why));
      case FetchKeys fetch -> fetch.replyTo().tell(new Keys(List.of(), why));
      case Sweep _, Followed _ -> {}
    }
  }

  @Override
  public CommandHandlerWithReply<Command, SealedRecord, Sealed<VaultState>> commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(Change.class, this::onChange)
        .onCommand(FetchKeys.class, this::onFetch)
        .onCommand(Sweep.class, this::onSweep)
        .onCommand(Followed.class, (now, followed) -> onFollow(now, followed.follow()))
        .build();
  }

  private ReplyEffect<SealedRecord, Sealed<VaultState>> onChange(
      Sealed<VaultState> sealed, Change change) {
    long revision = sealed.state().revision();
    By by = new By(change.actor().id(), now());
    return switch (VaultDecider.decide(sealed.state(), change.command(), by)) {
      case VaultDecision.Refuse(Rejection why) ->
          Effect().reply(change.replyTo(), new Done(revision, why));
      case VaultDecision.Unchanged _ -> Effect().reply(change.replyTo(), new Done(revision, null));
      case VaultDecision.Accept(VaultEvent event) -> {
        Optional<Rejection> notKept = keep(change);
        yield notKept.isPresent()
            ? Effect().reply(change.replyTo(), new Done(revision, notKept.get()))
            : persist(
                sealed,
                event,
                change.replyTo(),
                why -> new Done(revision, why),
                now -> new Done(now.revision(), null));
      }
    };
  }

  private Optional<Rejection> keep(Change change) {
    Optional<Rejection> noSpace = noSpace();
    if (change.key() == null || noSpace.isPresent()) {
      return noSpace;
    }
    try {
      keys.put(change.key());
      return Optional.empty();
    } catch (UncheckedIOException e) {
      context().getLog().error("a wrapped key was not kept", e);
      return Optional.of(
          ErrorCode.STORAGE_UNAVAILABLE.reject("the store of wrapped keys did not take the key"));
    }
  }

  @Override
  protected void persisted(VaultState before, VaultState after) {
    try {
      orphans.destroy(before, after);
    } catch (UncheckedIOException e) {
      context().getLog().warn("a key that has ended is still there; it will be swept", e);
    }
  }

  private ReplyEffect<SealedRecord, Sealed<VaultState>> onFetch(
      Sealed<VaultState> sealed, FetchKeys fetch) {
    try {
      List<WrappedKey> found =
          fetch.ids().stream().map(keys::get).flatMap(Optional::stream).toList();
      return Effect().reply(fetch.replyTo(), new Keys(found, null));
    } catch (UncheckedIOException e) {
      context().getLog().error("the store of wrapped keys cannot be read", e);
      Rejection why = ErrorCode.STORAGE_UNAVAILABLE.reject("the keys cannot be read");
      return Effect().reply(fetch.replyTo(), new Keys(List.of(), why));
    }
  }

  private ReplyEffect<SealedRecord, Sealed<VaultState>> onSweep(
      Sealed<VaultState> sealed, Sweep sweep) {
    Optional<VaultEvent> event = Optional.empty();
    if (sealed.state() instanceof Known known) {
      try {
        event = swept(known);
      } catch (UncheckedIOException e) {
        context().getLog().warn("the store of wrapped keys cannot be swept", e);
      }
    }
    return event
        .map(
            next ->
                persist(
                    sealed,
                    next,
                    context().getSystem().<Done>ignoreRef(),
                    why -> new Done(sealed.state().revision(), why),
                    now -> new Done(now.revision(), null)))
        .orElseGet(() -> Effect().noReply());
  }

  private Optional<VaultEvent> swept(Known known) {
    By by = new By(VaultRoom.HOST.id(), now());
    List<String> destroyed = orphans.destroyDue(known);
    if (!destroyed.isEmpty()) {
      return Optional.of(new VaultEvent.OrphansSwept(by, destroyed));
    }
    List<String> strays = orphans.strays(known);
    return strays.isEmpty()
        ? Optional.empty()
        : Optional.of(new VaultEvent.OrphansFound(by, strays, by.at().plus(OrphanSweep.LEFT)));
  }
}

package io.kaicd.actors.secrets;

import io.kaicd.actors.journal.Batch;
import io.kaicd.actors.journal.Guarded;
import io.kaicd.actors.journal.Outcome;
import io.kaicd.actors.journal.SealedEntity;
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
import io.kaicd.actors.secrets.VaultProtocol.Swept;
import io.kaicd.actors.secrets.VaultState.Known;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.message.StreamProtocol.Follow;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

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
      ActorContext<Batch<Command>> context,
      Guarded<Command> guarded,
      WrappedKeys keys,
      Duration young) {
    super(context, VaultStream.STREAM, guarded);
    this.keys = keys;
    this.orphans = new OrphanSweep(keys, young, guarded.ground().clock());
    front().tell(new Sweep()); // what a crash left; it waits for recovery
  }

  private static void refuse(Command command, Rejection why) {
    switch (command) {
      case Change change -> change.replyTo().tell(new Done(0, why));
      case FetchKeys fetch -> fetch.replyTo().tell(new Keys(List.of(), why));
      case Sweep _, Swept _, Followed _ -> {}
    }
  }

  @Override
  protected Outcome<VaultState, VaultEvent> decide(VaultState state, Command command) {
    return switch (command) {
      case Change change -> onChange(state, change);
      case FetchKeys fetch -> new Outcome.Answer<>(now -> fetch.replyTo().tell(found(fetch)));
      case Sweep _ -> new Outcome.Answer<>(now -> sweep(now.state()));
      case Swept swept -> onSwept(swept);
      case Followed(Follow follow) -> onFollow(follow);
    };
  }

  private Outcome<VaultState, VaultEvent> onChange(VaultState state, Change change) {
    By by = new By(change.actor().id(), now());
    return switch (VaultDecider.decide(state, change.command(), by)) {
      case VaultDecision.Refuse(Rejection why) -> reply(state, change, why);
      case VaultDecision.Unchanged _ -> reply(state, change, null);
      case VaultDecision.Accept(VaultEvent event) -> {
        Optional<Rejection> notKept = keep(change);
        yield notKept.isPresent()
            ? reply(state, change, notKept.get())
            : new Outcome.Write<>(
                event,
                now -> {
                  destroyEnded(state, now);
                  change.replyTo().tell(new Done(now.revision(), null));
                });
      }
    };
  }

  private static Outcome<VaultState, VaultEvent> reply(
      VaultState state, Change change, @Nullable Rejection why) {
    return Outcome.reply(change.replyTo(), new Done(state.revision(), why));
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

  private void destroyEnded(VaultState before, VaultState after) {
    try {
      orphans.destroy(before, after);
    } catch (UncheckedIOException e) {
      context().getLog().warn("a key that has ended is still there; it will be swept", e);
    }
  }

  private Keys found(FetchKeys fetch) {
    try {
      return new Keys(fetch.ids().stream().map(keys::get).flatMap(Optional::stream).toList(), null);
    } catch (UncheckedIOException e) {
      context().getLog().error("the store of wrapped keys cannot be read", e);
      return new Keys(List.of(), ErrorCode.STORAGE_UNAVAILABLE.reject("the keys cannot be read"));
    }
  }

  /** From what is in the journal alone: what may be taken back yet must not cost a key. */
  private void sweep(VaultState kept) {
    if (kept instanceof Known known) {
      try {
        List<String> destroyed = orphans.destroyDue(known);
        List<String> strays = destroyed.isEmpty() ? orphans.strays(known) : List.of();
        if (!destroyed.isEmpty() || !strays.isEmpty()) {
          front().tell(new Swept(destroyed, strays));
        }
      } catch (UncheckedIOException e) {
        context().getLog().warn("the store of wrapped keys cannot be swept", e);
      }
    }
  }

  private Outcome<VaultState, VaultEvent> onSwept(Swept swept) {
    By by = new By(VaultRoom.HOST.id(), now());
    return swept.destroyed().isEmpty()
        ? new Outcome.Write<>(
            new VaultEvent.OrphansFound(by, swept.strays(), by.at().plus(OrphanSweep.LEFT)),
            now -> {})
        : new Outcome.Write<>(new VaultEvent.OrphansSwept(by, swept.destroyed()), now -> {});
  }
}

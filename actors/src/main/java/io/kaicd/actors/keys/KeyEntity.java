package io.kaicd.actors.keys;

import io.kaicd.actors.journal.Batch;
import io.kaicd.actors.journal.Guarded;
import io.kaicd.actors.journal.Outcome;
import io.kaicd.actors.journal.SealedEntity;
import io.kaicd.actors.journal.StreamGround;
import io.kaicd.actors.journal.StreamGuardian;
import io.kaicd.actors.keys.KeyEvent.By;
import io.kaicd.contract.error.Rejection;
import io.kaicd.message.KeyProtocol.Command;
import io.kaicd.message.KeyProtocol.Done;
import io.kaicd.message.KeyProtocol.Make;
import io.kaicd.message.KeyProtocol.Revoke;
import io.kaicd.message.StreamProtocol.Follow;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** The keys: who makes and revokes them. */
final class KeyEntity extends SealedEntity<Command, KeyState, KeyEvent> {
  static Behavior<Command> create(StreamGround ground) {
    return StreamGuardian.create(
        KeyStream.STREAM.name(), Command.class, ground, KeyEntity::new, KeyEntity::refuse);
  }

  private KeyEntity(ActorContext<Batch<Command>> context, Guarded<Command> guarded) {
    super(context, KeyStream.STREAM, guarded);
  }

  private static void refuse(Command command, Rejection why) {
    switch (command) {
      case Make make -> make.replyTo().tell(new Done(0, why));
      case Revoke revoke -> revoke.replyTo().tell(new Done(0, why));
      case Follow _ -> {}
    }
  }

  @Override
  protected Outcome<KeyState, KeyEvent> decide(KeyState state, Command command) {
    return switch (command) {
      case Make make -> onMake(state, make);
      case Revoke revoke -> onRevoke(state, revoke);
      case Follow follow -> onFollow(follow);
    };
  }

  private Outcome<KeyState, KeyEvent> onMake(KeyState state, Make make) {
    Optional<Rejection> refusal = state.refusal(make, now());
    return refusal.isPresent()
        ? refused(state, make.replyTo(), refusal.get())
        : done(KeyState.made(make, new By(make.actor().id(), now())), make.replyTo());
  }

  private Outcome<KeyState, KeyEvent> onRevoke(KeyState state, Revoke revoke) {
    KeyState.Key key = state.key(revoke.id());
    Optional<Rejection> refusal = state.refusal(revoke.id());
    if (refusal.isPresent()) {
      return refused(state, revoke.replyTo(), refusal.get());
    }
    if (key != null && key.view().revoked() != null) { // it is so already
      return Outcome.reply(revoke.replyTo(), new Done(state.revision(), null));
    }
    By by = new By(revoke.actor().id(), now());
    return done(new KeyEvent.KeyRevoked(by, revoke.id()), revoke.replyTo());
  }

  private static Outcome<KeyState, KeyEvent> refused(
      KeyState state, ActorRef<Done> replyTo, Rejection why) {
    return Outcome.reply(replyTo, new Done(state.revision(), why));
  }

  private static Outcome<KeyState, KeyEvent> done(KeyEvent event, ActorRef<Done> replyTo) {
    return new Outcome.Write<>(event, now -> replyTo.tell(new Done(now.revision(), null)));
  }
}

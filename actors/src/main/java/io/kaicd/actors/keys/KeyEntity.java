package io.kaicd.actors.keys;

import io.kaicd.actors.journal.SealedEntity;
import io.kaicd.actors.journal.SealedRecord;
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
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;

/** The keys: who makes and revokes them. */
final class KeyEntity extends SealedEntity<Command, KeyState, KeyEvent> {
  static Behavior<Command> create(StreamGround ground) {
    return StreamGuardian.create(
        KeyStream.STREAM.name(), Command.class, ground, KeyEntity::new, KeyEntity::refuse);
  }

  private KeyEntity(ActorContext<Command> context, StreamGround ground) {
    super(context, KeyStream.STREAM, ground);
  }

  private static void refuse(Command command, Rejection why) {
    switch (command) {
      case Make make -> make.replyTo().tell(new Done(0, why));
      case Revoke revoke -> revoke.replyTo().tell(new Done(0, why));
      case Follow _ -> {}
    }
  }

  @Override
  public CommandHandlerWithReply<Command, SealedRecord, Sealed<KeyState>> commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(Make.class, this::onMake)
        .onCommand(Revoke.class, this::onRevoke)
        .onCommand(Follow.class, this::onFollow)
        .build();
  }

  private ReplyEffect<SealedRecord, Sealed<KeyState>> onMake(Sealed<KeyState> sealed, Make make) {
    Optional<Rejection> refusal = sealed.state().refusal(make, now());
    return refusal.isPresent()
        ? refused(sealed, make.replyTo(), refusal.get())
        : done(sealed, KeyState.made(make, new By(make.actor().id(), now())), make.replyTo());
  }

  private ReplyEffect<SealedRecord, Sealed<KeyState>> onRevoke(
      Sealed<KeyState> sealed, Revoke revoke) {
    KeyState.Key key = sealed.state().key(revoke.id());
    Optional<Rejection> refusal = sealed.state().refusal(revoke.id());
    if (refusal.isPresent()) {
      return refused(sealed, revoke.replyTo(), refusal.get());
    }
    if (key != null && key.view().revoked() != null) { // it is so already
      return Effect().reply(revoke.replyTo(), new Done(sealed.state().revision(), null));
    }
    By by = new By(revoke.actor().id(), now());
    return done(sealed, new KeyEvent.KeyRevoked(by, revoke.id()), revoke.replyTo());
  }

  private ReplyEffect<SealedRecord, Sealed<KeyState>> refused(
      Sealed<KeyState> sealed, ActorRef<Done> replyTo, Rejection why) {
    return Effect().reply(replyTo, new Done(sealed.state().revision(), why));
  }

  private ReplyEffect<SealedRecord, Sealed<KeyState>> done(
      Sealed<KeyState> sealed, KeyEvent event, ActorRef<Done> replyTo) {
    return persist(
        sealed,
        event,
        replyTo,
        why -> new Done(sealed.state().revision(), why),
        now -> new Done(now.revision(), null));
  }
}

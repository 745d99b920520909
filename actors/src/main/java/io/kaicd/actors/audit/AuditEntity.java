package io.kaicd.actors.audit;

import io.kaicd.actors.journal.SealedEntity;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.StreamGround;
import io.kaicd.actors.journal.StreamGuardian;
import io.kaicd.contract.error.Rejection;
import io.kaicd.message.AuditProtocol.Command;
import io.kaicd.message.AuditProtocol.Done;
import io.kaicd.message.AuditProtocol.Keep;
import io.kaicd.message.StreamProtocol.Follow;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;

/** The audit's stream: what the nodes have counted. */
final class AuditEntity extends SealedEntity<Command, AuditState, AuditEvent> {
  static Behavior<Command> create(StreamGround ground) {
    return StreamGuardian.create(
        AuditStream.STREAM.name(), Command.class, ground, AuditEntity::new, AuditEntity::refuse);
  }

  private AuditEntity(ActorContext<Command> context, StreamGround ground) {
    super(context, AuditStream.STREAM, ground);
  }

  private static void refuse(Command command, Rejection why) {
    switch (command) {
      case Keep keep -> keep.replyTo().tell(new Done(keep.number(), why));
      case Follow _ -> {}
    }
  }

  @Override
  public CommandHandlerWithReply<Command, SealedRecord, Sealed<AuditState>> commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(Keep.class, this::onKeep)
        .onCommand(Follow.class, this::onFollow)
        .build();
  }

  private ReplyEffect<SealedRecord, Sealed<AuditState>> onKeep(
      Sealed<AuditState> sealed, Keep keep) {
    if (sealed.state().has(keep)) {
      return Effect().reply(keep.replyTo(), new Done(keep.number(), null));
    }
    AuditEvent event =
        new AuditEvent.Counted(
            keep.node(),
            keep.run(),
            keep.number(),
            keep.from(),
            keep.to(),
            keep.denials(),
            keep.uses());
    return persist(
        sealed,
        event,
        keep.replyTo(),
        why -> new Done(keep.number(), why),
        now -> new Done(keep.number(), null));
  }
}

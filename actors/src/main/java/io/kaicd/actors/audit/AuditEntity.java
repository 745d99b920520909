package io.kaicd.actors.audit;

import io.kaicd.actors.journal.Batch;
import io.kaicd.actors.journal.Guarded;
import io.kaicd.actors.journal.Outcome;
import io.kaicd.actors.journal.SealedEntity;
import io.kaicd.actors.journal.StreamGround;
import io.kaicd.actors.journal.StreamGuardian;
import io.kaicd.contract.error.Rejection;
import io.kaicd.message.AuditProtocol.Begin;
import io.kaicd.message.AuditProtocol.Command;
import io.kaicd.message.AuditProtocol.Done;
import io.kaicd.message.AuditProtocol.Keep;
import io.kaicd.message.StreamProtocol.Follow;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** The audit's stream: what the nodes have counted, and which secrets they began to use. */
final class AuditEntity extends SealedEntity<Command, AuditState, AuditEvent> {
  static Behavior<Command> create(StreamGround ground) {
    return StreamGuardian.create(
        AuditStream.STREAM.name(), Command.class, ground, AuditEntity::new, AuditEntity::refuse);
  }

  private AuditEntity(ActorContext<Batch<Command>> context, Guarded<Command> guarded) {
    super(context, AuditStream.STREAM, guarded);
  }

  private static void refuse(Command command, Rejection why) {
    switch (command) {
      case Keep keep -> keep.replyTo().tell(new Done(keep.number(), why));
      case Begin begin -> begin.replyTo().tell(new Done(0, why));
      case Follow _ -> {}
    }
  }

  @Override
  protected Outcome<AuditState, AuditEvent> decide(AuditState state, Command command) {
    return switch (command) {
      case Keep keep -> onKeep(state, keep);
      case Begin begin -> onBegin(begin);
      case Follow follow -> onFollow(follow);
    };
  }

  private static Outcome<AuditState, AuditEvent> onKeep(AuditState state, Keep keep) {
    Done kept = new Done(keep.number(), null);
    if (state.has(keep)) {
      return Outcome.reply(keep.replyTo(), kept);
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
    return new Outcome.Write<>(event, now -> keep.replyTo().tell(kept));
  }

  private static Outcome<AuditState, AuditEvent> onBegin(Begin begin) {
    AuditEvent event =
        new AuditEvent.UseBegun(
            begin.node(), begin.at(), begin.secret(), begin.service(), begin.actor());
    return new Outcome.Write<>(event, now -> begin.replyTo().tell(new Done(0, null)));
  }
}

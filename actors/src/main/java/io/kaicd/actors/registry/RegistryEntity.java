package io.kaicd.actors.registry;

import io.kaicd.actors.journal.Batch;
import io.kaicd.actors.journal.Guarded;
import io.kaicd.actors.journal.Outcome;
import io.kaicd.actors.journal.SealedEntity;
import io.kaicd.actors.journal.StreamGround;
import io.kaicd.actors.journal.StreamGuardian;
import io.kaicd.actors.registry.RegistryEvent.By;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.WriteResult;
import io.kaicd.message.RegistryProtocol.Command;
import io.kaicd.message.RegistryProtocol.Done;
import io.kaicd.message.RegistryProtocol.ServiceEntry;
import io.kaicd.message.RegistryProtocol.Write;
import io.kaicd.message.StreamProtocol.Follow;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** The registry: decides what is written to it. */
final class RegistryEntity extends SealedEntity<Command, RegistryState, RegistryEvent> {
  private final RegistryDecider decider;

  static Behavior<Command> create(RegistryDecider decider, StreamGround ground) {
    return StreamGuardian.create(
        RegistryStream.STREAM.name(),
        Command.class,
        ground,
        (context, own) -> new RegistryEntity(context, decider, own),
        RegistryEntity::refuse);
  }

  private RegistryEntity(
      ActorContext<Batch<Command>> context, RegistryDecider decider, Guarded<Command> guarded) {
    super(context, RegistryStream.STREAM, guarded);
    this.decider = decider;
  }

  private static void refuse(Command command, Rejection why) {
    if (command instanceof Write write) {
      write.replyTo().tell(refused(why));
    }
  }

  private static Done refused(Rejection why) {
    return new Done(new WriteResult.Refused(why));
  }

  @Override
  protected Outcome<RegistryState, RegistryEvent> decide(RegistryState state, Command command) {
    return switch (command) {
      case Write write -> onWrite(state, write);
      case Follow follow -> onFollow(follow);
    };
  }

  private Outcome<RegistryState, RegistryEvent> onWrite(RegistryState state, Write write) {
    By by = new By(write.options().actor().id(), now());
    RegistryDecision decision =
        decider.decide(state, write.write(), write.options(), write.origin(), by);
    return switch (decision) {
      case RegistryDecision.Refuse(Rejection rejection) ->
          Outcome.reply(write.replyTo(), refused(rejection));
      case RegistryDecision.Unchanged _ ->
          Outcome.reply(write.replyTo(), written(state, write.write(), false, false, List.of()));
      case RegistryDecision.Accept accept when write.options().dryRun() ->
          Outcome.reply(write.replyTo(), accepted(state.apply(accept.event()), write, accept));
      case RegistryDecision.Accept accept ->
          new Outcome.Write<>(
              accept.event(),
              now -> {
                accept.notes().forEach(note -> context().getLog().warn("{}", note));
                write.replyTo().tell(accepted(now, write, accept));
              });
    };
  }

  private static Done accepted(RegistryState now, Write write, RegistryDecision.Accept accept) {
    return written(now, write.write(), accept.created(), true, accept.notes());
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
}

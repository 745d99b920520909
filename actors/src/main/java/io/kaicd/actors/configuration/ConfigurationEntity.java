package io.kaicd.actors.configuration;

import io.kaicd.actors.journal.SealedEntity;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.StreamGround;
import io.kaicd.actors.journal.StreamGuardian;
import io.kaicd.contract.configuration.ChangeResult;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.message.ConfigurationProtocol.Command;
import io.kaicd.message.ConfigurationProtocol.Done;
import io.kaicd.message.ConfigurationProtocol.Write;
import io.kaicd.message.StreamProtocol.Follow;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;

/** The configuration profiles: decides what is written to them. */
final class ConfigurationEntity
    extends SealedEntity<Command, ConfigurationState, ConfigurationEvent> {
  private final ConfigurationDecider decider;
  private final Supplier<RegistryView> registry;

  /**
   * @param registry the services that a change must fit, as the entity's node knows them
   */
  static Behavior<Command> create(
      ConfigurationDecider decider, Supplier<RegistryView> registry, StreamGround ground) {
    return StreamGuardian.create(
        ConfigurationStream.STREAM.name(),
        Command.class,
        ground,
        (context, own) -> new ConfigurationEntity(context, decider, registry, own),
        ConfigurationEntity::refuse);
  }

  private ConfigurationEntity(
      ActorContext<Command> context,
      ConfigurationDecider decider,
      Supplier<RegistryView> registry,
      StreamGround ground) {
    super(context, ConfigurationStream.STREAM, ground);
    this.decider = decider;
    this.registry = registry;
  }

  private static void refuse(Command command, Rejection why) {
    if (command instanceof Write write) {
      write.replyTo().tell(refused(why));
    }
  }

  private static Done refused(Rejection why) {
    return new Done(new ChangeResult.Refused(why), List.of());
  }

  @Override
  public CommandHandlerWithReply<Command, SealedRecord, Sealed<ConfigurationState>>
      commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(Write.class, this::onWrite)
        .onCommand(Follow.class, this::onFollow)
        .build();
  }

  private ReplyEffect<SealedRecord, Sealed<ConfigurationState>> onWrite(
      Sealed<ConfigurationState> sealed, Write write) {
    ConfigurationState state = sealed.state();
    ConfigurationDecision decision =
        decider.decide(
            state, registry.get(), Past.of(state), write.write(), write.options(), now());
    return switch (decision) {
      case ConfigurationDecision.Refuse(Rejection rejection) ->
          Effect().reply(write.replyTo(), refused(rejection));
      case ConfigurationDecision.Unchanged _ -> Effect().reply(write.replyTo(), unchanged(state));
      case ConfigurationDecision.Accept accept when write.options().dryRun() ->
          Effect().reply(write.replyTo(), accepted(state, state.revision(), accept));
      case ConfigurationDecision.Accept accept ->
          persist(
              sealed,
              accept.event(),
              write.replyTo(),
              ConfigurationEntity::refused,
              now -> accepted(state, now.revision(), accept));
    };
  }

  private static Done unchanged(ConfigurationState state) {
    return new Done(
        new ChangeResult.Written(
            state.revision(), false, new TreeMap<>(), new TreeSet<>(), List.of()),
        List.of());
  }

  private static Done accepted(
      ConfigurationState before, long revision, ConfigurationDecision.Accept accept) {
    return new Done(
        new ChangeResult.Written(
            revision, true, accept.differences(), accept.affected(), List.of()),
        undo(before, accept.event()));
  }

  private static List<ConfigurationWrite> undo(
      ConfigurationState before, ConfigurationEvent event) {
    List<ConfigurationWrite> undo = new ArrayList<>();
    switch (event) {
      case ConfigurationEvent.ProfileActivated e ->
          undo.add(new ConfigurationWrite.Activate(e.before()));
      case ConfigurationEvent.ParentSet e -> back(before, e.profile(), undo);
      case ConfigurationEvent.ProfilePatched e -> back(before, e.profile(), undo);
      case ConfigurationEvent.ProfilePromoted e -> back(before, e.profile(), undo);
      case ConfigurationEvent.ProfileRolledBack e -> back(before, e.profile(), undo);
      case ConfigurationEvent.ProfilesImported e ->
          e.profiles().keySet().forEach(id -> back(before, id, undo));
      // Neither reaches a service.
      case ConfigurationEvent.ProfileCreated _, ConfigurationEvent.ProfileDeleted _ -> {}
    }
    return undo;
  }

  private static void back(
      ConfigurationState before, String profile, List<ConfigurationWrite> undo) {
    Profile was = before.profile(profile);
    if (was != null) {
      undo.add(new ConfigurationWrite.RollBack(profile, was.now().number()));
    }
  }
}

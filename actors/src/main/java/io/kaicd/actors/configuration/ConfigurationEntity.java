package io.kaicd.actors.configuration;

import io.kaicd.actors.configuration.ConfigurationEvent.By;
import io.kaicd.actors.configuration.Profile.Version;
import io.kaicd.actors.journal.Batch;
import io.kaicd.actors.journal.Guarded;
import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.Outcome;
import io.kaicd.actors.journal.Replay;
import io.kaicd.actors.journal.SealedEntity;
import io.kaicd.actors.journal.StreamGround;
import io.kaicd.actors.journal.StreamGuardian;
import io.kaicd.contract.configuration.ChangeResult;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.History;
import io.kaicd.contract.configuration.Moment;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.message.ConfigurationProtocol.Answer;
import io.kaicd.message.ConfigurationProtocol.Ask;
import io.kaicd.message.ConfigurationProtocol.Between;
import io.kaicd.message.ConfigurationProtocol.Command;
import io.kaicd.message.ConfigurationProtocol.Differences;
import io.kaicd.message.ConfigurationProtocol.Done;
import io.kaicd.message.ConfigurationProtocol.Page;
import io.kaicd.message.ConfigurationProtocol.Question;
import io.kaicd.message.ConfigurationProtocol.Recalled;
import io.kaicd.message.ConfigurationProtocol.TakeBack;
import io.kaicd.message.ConfigurationProtocol.Undo;
import io.kaicd.message.ConfigurationProtocol.Untold;
import io.kaicd.message.ConfigurationProtocol.Versions;
import io.kaicd.message.ConfigurationProtocol.Write;
import io.kaicd.message.StreamProtocol.Follow;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** The configuration profiles: decides what is written to them. */
final class ConfigurationEntity
    extends SealedEntity<Command, ConfigurationState, ConfigurationEvent> {
  private final ConfigurationDecider decider;
  private final Supplier<RegistryView> registry;
  private final Replay replay;

  /**
   * @param registry the services that a change must fit, as the entity's node knows them
   * @param replay reads what the state has forgotten
   */
  static Behavior<Command> create(
      ConfigurationDecider decider,
      Supplier<RegistryView> registry,
      Replay replay,
      StreamGround ground) {
    return StreamGuardian.create(
        ConfigurationStream.STREAM.name(),
        Command.class,
        ground,
        (context, own) -> new ConfigurationEntity(context, decider, registry, replay, own),
        ConfigurationEntity::refuse);
  }

  private ConfigurationEntity(
      ActorContext<Batch<Command>> context,
      ConfigurationDecider decider,
      Supplier<RegistryView> registry,
      Replay replay,
      Guarded<Command> guarded) {
    super(context, ConfigurationStream.STREAM, guarded);
    this.decider = decider;
    this.registry = registry;
    this.replay = replay;
  }

  private static void refuse(Command command, Rejection why) {
    switch (command) {
      case Write write -> write.replyTo().tell(refused(why));
      case TakeBack back -> back.replyTo().tell(refused(why));
      case Recalled recalled -> recalled.write().replyTo().tell(refused(why));
      case Ask ask -> ask.replyTo().tell(new Untold(why));
      case Follow _ -> {} // asks again by itself
    }
  }

  private static Done refused(Rejection why) {
    return new Done(new ChangeResult.Refused(why), Undo.NOTHING);
  }

  @Override
  protected Outcome<ConfigurationState, ConfigurationEvent> decide(
      ConfigurationState state, Command command) {
    return switch (command) {
      case Write write -> onWrite(state, write);
      case Recalled recalled -> onRecalled(state, recalled);
      case TakeBack back -> onTakeBack(state, back);
      case Ask ask -> new Outcome.Answer<>(now -> answer(ask, now.head()));
      case Follow follow -> onFollow(follow);
    };
  }

  private Outcome<ConfigurationState, ConfigurationEvent> onWrite(
      ConfigurationState state, Write write) {
    ConfigurationDecision decision = decide(state, Past.of(state), write);
    if (write.write() instanceof ConfigurationWrite.RollBack to
        && decision instanceof ConfigurationDecision.Refuse(Rejection why)
        && why.code() == ErrorCode.PROFILE_VERSION_UNKNOWN
        && to.version() < state.revision()) {
      return new Outcome.Answer<>(now -> recall(now.head(), write, to));
    }
    return settle(state, decision, write.options().dryRun(), named(write.write()), write.replyTo());
  }

  private ConfigurationDecision decide(ConfigurationState state, Past past, Write write) {
    return decider.decide(state, registry.get(), past, write.write(), write.options(), now());
  }

  /** Looks the version up in the journal; other writers are served meanwhile. */
  private void recall(Head head, Write write, ConfigurationWrite.RollBack to) {
    Moment moment = new Moment.AtVersion(to.version());
    Recollection recollection = Recollection.of(to.profile(), moment);
    var _ =
        replay
            .read(ConfigurationStream.STREAM, head, recollection::take)
            .thenAccept(
                state -> {
                  Version found =
                      recollection
                          .at(to.profile(), moment)
                          .orElseThrow(() -> ProfileReader.unknown(to.profile(), moment));
                  front().tell(new Recalled(write, found.made(), found.parent(), found.layer()));
                })
            .exceptionally(
                failure -> {
                  write.replyTo().tell(refused(Replay.why(failure)));
                  return null;
                });
  }

  private Outcome<ConfigurationState, ConfigurationEvent> onRecalled(
      ConfigurationState state, Recalled recalled) {
    Write write = recalled.write();
    History.Made made = recalled.made();
    By by = new By(made.actor(), made.at(), made.reason());
    Version version =
        Version.of(made.version(), by, recalled.parent(), recalled.layer(), made.undoes());
    String profile = named(write.write());
    return settle(
        state,
        decide(state, Past.of(state, profile, version), write),
        write.options().dryRun(),
        profile,
        write.replyTo());
  }

  private Outcome<ConfigurationState, ConfigurationEvent> onTakeBack(
      ConfigurationState state, TakeBack back) {
    ConfigurationDecision decision =
        decider.takeBack(state, registry.get(), back.undo(), back.options(), now());
    return settle(state, decision, false, "", back.replyTo());
  }

  private static Outcome<ConfigurationState, ConfigurationEvent> settle(
      ConfigurationState state,
      ConfigurationDecision decision,
      boolean dryRun,
      String named,
      ActorRef<Done> replyTo) {
    return switch (decision) {
      case ConfigurationDecision.Refuse(Rejection rejection) ->
          Outcome.reply(replyTo, refused(rejection));
      case ConfigurationDecision.Unchanged _ ->
          Outcome.reply(replyTo, Outcomes.unchanged(state, named));
      case ConfigurationDecision.Accept accept when dryRun ->
          Outcome.reply(replyTo, Outcomes.tried(state, accept));
      case ConfigurationDecision.Accept accept ->
          new Outcome.Write<>(
              accept.event(), now -> replyTo.tell(Outcomes.accepted(state, now, accept, named)));
    };
  }

  /** The profile that a change is about, empty for one of many. */
  private static String named(ConfigurationWrite write) {
    return switch (write) {
      case ConfigurationWrite.CreateProfile w -> w.profile();
      case ConfigurationWrite.DeleteProfile _, ConfigurationWrite.Import _ -> "";
      case ConfigurationWrite.SetParent w -> w.profile();
      case ConfigurationWrite.Patch w -> w.profile();
      case ConfigurationWrite.Promote w -> w.to();
      case ConfigurationWrite.RollBack w -> w.profile();
      case ConfigurationWrite.Activate w -> w.profile();
    };
  }

  /** Answers from the journal, beside whatever is written meanwhile. */
  private void answer(Ask ask, Head head) {
    Recollection recollection =
        switch (ask.question()) {
          case Versions(String profile, long before, int limit) ->
              Recollection.ofVersions(profile, before, limit);
          case Between(String profile, Moment from, Moment to) ->
              Recollection.of(profile, from, to);
        };
    var _ =
        replay
            .read(ConfigurationStream.STREAM, head, recollection::take)
            .thenApply(state -> answer(ask.question(), recollection))
            .exceptionally(failure -> new Untold(Replay.why(failure)))
            .thenAccept(ask.replyTo()::tell);
  }

  private static Answer answer(Question question, Recollection recollection) {
    return switch (question) {
      case Versions _ -> new Page(recollection.versions());
      case Between(String profile, Moment from, Moment to) ->
          new Differences(ProfileReader.difference(recollection, profile, from, to));
    };
  }
}

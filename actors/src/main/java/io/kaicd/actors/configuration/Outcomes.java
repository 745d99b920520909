package io.kaicd.actors.configuration;

import io.kaicd.contract.configuration.ChangeResult;
import io.kaicd.contract.configuration.Profiles.Own;
import io.kaicd.message.ConfigurationProtocol.Done;
import io.kaicd.message.ConfigurationProtocol.Undo;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a writer is told of what came of its change. */
final class Outcomes {
  private Outcomes() {}

  /**
   * @param named the profile that the change is about, empty for one of many
   */
  static Done unchanged(ConfigurationState state, String named) {
    return new Done(
        new ChangeResult.Written(
            state.revision(),
            false,
            new TreeMap<>(),
            new TreeSet<>(),
            List.of(),
            made(state, named)),
        Undo.NOTHING);
  }

  /** A dry run. */
  static Done tried(ConfigurationState state, ConfigurationDecision.Accept accept) {
    return new Done(
        new ChangeResult.Written(
            state.revision(), true, accept.differences(), accept.affected(), List.of(), List.of()),
        Undo.NOTHING);
  }

  static Done accepted(
      ConfigurationState before,
      ConfigurationState now,
      ConfigurationDecision.Accept accept,
      String named) {
    return new Done(
        new ChangeResult.Written(
            now.revision(),
            true,
            accept.differences(),
            accept.affected(),
            List.of(),
            made(now, named)),
        undo(before, accept.event()));
  }

  private static List<Own> made(ConfigurationState state, String named) {
    Profile profile = state.profile(named);
    return profile == null ? List.of() : List.of(KnownProfiles.shown(profile, state));
  }

  private static Undo undo(ConfigurationState before, ConfigurationEvent event) {
    return switch (event) {
      case ConfigurationEvent.ProfileActivated e ->
          new Undo(e.version(), List.of(), List.of(), e.profile(), e.before());
      case ConfigurationEvent.ParentSet e -> undo(e, e.profile());
      case ConfigurationEvent.ProfilePatched e -> undo(e, e.profile());
      case ConfigurationEvent.ProfilePromoted e -> undo(e, e.profile());
      case ConfigurationEvent.ProfileRolledBack e -> undo(e, e.profile());
      case ConfigurationEvent.ProfilesImported e -> {
        List<String> made = new ArrayList<>(e.profiles().keySet());
        made.removeIf(id -> before.profile(id) != null);
        yield new Undo(e.version(), List.copyOf(e.profiles().keySet()), made, "", "");
      }
      // The first two reach no service; and what takes back is not taken back.
      case ConfigurationEvent.ProfileCreated _,
          ConfigurationEvent.ProfileDeleted _,
          ConfigurationEvent.ChangeUndone _ ->
          Undo.NOTHING;
    };
  }

  private static Undo undo(ConfigurationEvent event, String profile) {
    return new Undo(event.version(), List.of(profile), List.of(), "", "");
  }
}

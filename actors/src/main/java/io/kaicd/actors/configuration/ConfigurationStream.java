package io.kaicd.actors.configuration;

import io.kaicd.actors.journal.CborEvents;
import io.kaicd.actors.journal.EventStream;
import java.util.Map;

/** The profiles as an event stream: their events by the names that the journal has them under. */
public final class ConfigurationStream {
  static final EventStream<ConfigurationState, ConfigurationEvent> STREAM =
      new EventStream<>(
          "configuration",
          ConfigurationState.INITIAL,
          ConfigurationState::apply,
          new CborEvents<>(
              Map.of(
                  "profile-created/1", ConfigurationEvent.ProfileCreated.class,
                  "profile-deleted/1", ConfigurationEvent.ProfileDeleted.class,
                  "parent-set/1", ConfigurationEvent.ParentSet.class,
                  "profile-patched/1", ConfigurationEvent.ProfilePatched.class,
                  "profile-promoted/1", ConfigurationEvent.ProfilePromoted.class,
                  "profile-rolled-back/1", ConfigurationEvent.ProfileRolledBack.class,
                  "profile-activated/1", ConfigurationEvent.ProfileActivated.class,
                  "profiles-imported/1", ConfigurationEvent.ProfilesImported.class,
                  "change-undone/1", ConfigurationEvent.ChangeUndone.class)),
          new ConfigurationStates());

  private ConfigurationStream() {}

  /** For those who verify it. */
  public static EventStream<?, ?> shape() {
    return STREAM;
  }
}

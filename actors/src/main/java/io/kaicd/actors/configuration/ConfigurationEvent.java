package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * What has happened to the profiles. Private to this room; golden files hold the shapes still.
 *
 * <p>An event tells all that it changes: a promotion and a rollback hold the layer that came of
 * them, so that replay needs no other profile as it was then.
 */
sealed interface ConfigurationEvent {
  By by();

  /** The event's number in its stream, and from then on the version of the profile it changes. */
  long version();

  /**
   * @param actor the id of the key, never the key
   */
  record By(String actor, Instant at, String reason) {}

  /**
   * @param parent empty when it inherits from none
   */
  record ProfileCreated(By by, long version, String profile, String parent)
      implements ConfigurationEvent {}

  record ProfileDeleted(By by, long version, String profile) implements ConfigurationEvent {}

  record ParentSet(By by, long version, String profile, String parent)
      implements ConfigurationEvent {}

  /**
   * @param patch a JSON merge patch of the profile's own layer
   */
  record ProfilePatched(By by, long version, String profile, JsonNode patch)
      implements ConfigurationEvent {}

  /**
   * @param fromVersion of the profile promoted from
   * @param namespaces that were promoted, none for all
   * @param layer that the profile has now
   */
  record ProfilePromoted(
      By by,
      long version,
      String profile,
      String from,
      long fromVersion,
      List<String> namespaces,
      JsonNode layer)
      implements ConfigurationEvent {}

  /**
   * @param to the version that it is again as it was at
   */
  record ProfileRolledBack(
      By by, long version, String profile, long to, String parent, JsonNode layer)
      implements ConfigurationEvent {}

  /**
   * @param before the profile that was active
   */
  record ProfileActivated(By by, long version, String profile, String before)
      implements ConfigurationEvent {}

  /**
   * @param profiles those that became as the import says; the others stayed
   */
  record ProfilesImported(By by, long version, SortedMap<String, Imported> profiles)
      implements ConfigurationEvent {}

  record Imported(String parent, JsonNode layer) {}

  /**
   * What a change did was taken back, where it still stood.
   *
   * @param undone the version that was taken back
   * @param profiles each with what brings it back
   * @param removed profiles that the change had made, and nobody has touched since
   * @param active the profile that is active again, empty when that stays
   * @param passed the switch that was taken back though another had followed it: nobody is to come
   *     back to it; none when it was not so
   */
  record ChangeUndone(
      By by,
      long version,
      long undone,
      SortedMap<String, Undone> profiles,
      List<String> removed,
      String active,
      List<Switch> passed)
      implements ConfigurationEvent {}

  /**
   * @param patch a JSON merge patch of the profile's own layer
   */
  record Undone(String parent, JsonNode patch) {}

  /**
   * A profile made active.
   *
   * @param version the number of its event
   */
  record Switch(long version, String to, String before) {}
}

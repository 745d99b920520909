package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.actors.configuration.Profile.Version;
import io.kaicd.contract.configuration.MergePatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All profiles at one revision. Immutable; {@link #apply} is pure and is used by the entity and by
 * every node's view alike.
 *
 * @param revision the number of the last event
 * @param active the profile that counts for the whole cluster
 * @param switches how it became the active one
 */
record ConfigurationState(
    long revision, String active, SortedMap<String, Profile> profiles, Switches switches) {
  static final String FIRST_ACTIVE = "dev";

  static final ConfigurationState INITIAL = initial();

  private static ConfigurationState initial() {
    SortedMap<String, Profile> shipped = new TreeMap<>();
    Profile.SHIPPED.forEach(id -> shipped.put(id, Profile.shipped(id)));
    return new ConfigurationState(
        0, FIRST_ACTIVE, Collections.unmodifiableSortedMap(shipped), Switches.NONE);
  }

  @Nullable Profile profile(String id) {
    return profiles.get(id);
  }

  /**
   * A profile and those it inherits from, the farthest ancestor first, as layers are laid. Empty
   * when there is no such profile.
   */
  List<Profile> chain(String id) {
    List<Profile> chain = new ArrayList<>();
    Profile at = profiles.get(id);
    // What is decided has no cycles; the bound keeps a reader safe from what was never decided.
    while (at != null && chain.size() <= profiles.size()) {
      chain.addFirst(at);
      at = profiles.get(at.now().parent());
    }
    return chain;
  }

  List<String> childrenOf(String id) {
    return profiles.values().stream()
        .filter(p -> p.now().parent().equals(id))
        .map(Profile::id)
        .toList();
  }

  /**
   * @throws IllegalStateException when the event is not the next one of its stream
   */
  ConfigurationState apply(ConfigurationEvent event) {
    if (event.version() != revision + 1) {
      throw new IllegalStateException(
          "event %d cannot follow revision %d".formatted(event.version(), revision));
    }
    return switch (event) {
      case ConfigurationEvent.ProfileCreated e ->
          with(
              e,
              Profile.created(
                  e.profile(),
                  Version.of(
                      e.version(), e.by(), e.parent(), JsonNodeFactory.instance.objectNode())));
      case ConfigurationEvent.ProfileDeleted e -> {
        SortedMap<String, Profile> left = new TreeMap<>(profiles);
        left.remove(e.profile());
        yield with(e, left);
      }
      case ConfigurationEvent.ParentSet e -> {
        Version now = known(e.profile()).now();
        yield changed(e, e.profile(), e.parent(), now.layer());
      }
      case ConfigurationEvent.ProfilePatched e -> {
        Version now = known(e.profile()).now();
        yield changed(e, e.profile(), now.parent(), MergePatch.apply(now.layer(), e.patch()));
      }
      case ConfigurationEvent.ProfilePromoted e ->
          changed(e, e.profile(), known(e.profile()).now().parent(), e.layer());
      case ConfigurationEvent.ProfileRolledBack e -> changed(e, e.profile(), e.parent(), e.layer());
      case ConfigurationEvent.ProfileActivated e ->
          new ConfigurationState(
              e.version(),
              e.profile(),
              profiles,
              switches.with(new ConfigurationEvent.Switch(e.version(), e.profile(), e.before())));
      case ConfigurationEvent.ProfilesImported e -> imported(e);
      case ConfigurationEvent.ChangeUndone e -> undone(e);
    };
  }

  private Profile known(String id) {
    Profile profile = profiles.get(id);
    if (profile == null) {
      throw new IllegalStateException("an event changes the profile '" + id + "', which is not");
    }
    return profile;
  }

  private ConfigurationState changed(
      ConfigurationEvent event, String id, String parent, JsonNode layer) {
    return with(event, known(id).next(Version.of(event.version(), event.by(), parent, layer)));
  }

  private ConfigurationState with(ConfigurationEvent event, Profile profile) {
    SortedMap<String, Profile> now = new TreeMap<>(profiles);
    now.put(profile.id(), profile);
    return with(event, now);
  }

  private ConfigurationState with(ConfigurationEvent event, SortedMap<String, Profile> now) {
    return new ConfigurationState(
        event.version(), active, Collections.unmodifiableSortedMap(now), switches);
  }

  private ConfigurationState undone(ConfigurationEvent.ChangeUndone event) {
    SortedMap<String, Profile> now = new TreeMap<>(profiles);
    event
        .profiles()
        .forEach(
            (id, back) -> {
              Profile profile = known(id);
              JsonNode layer = MergePatch.apply(profile.now().layer(), back.patch());
              now.put(
                  id,
                  profile.next(
                      Version.of(
                          event.version(), event.by(), back.parent(), layer, event.undone())));
            });
    now.keySet().removeAll(event.removed());
    return new ConfigurationState(
        event.version(),
        event.active().isEmpty() ? active : event.active(),
        Collections.unmodifiableSortedMap(now),
        switches.without(event.undone()));
  }

  private ConfigurationState imported(ConfigurationEvent.ProfilesImported event) {
    SortedMap<String, Profile> now = new TreeMap<>(profiles);
    event
        .profiles()
        .forEach(
            (id, as) -> {
              Version version = Version.of(event.version(), event.by(), as.parent(), as.layer());
              Profile before = now.get(id);
              now.put(id, before == null ? Profile.created(id, version) : before.next(version));
            });
    return with(event, now);
  }
}

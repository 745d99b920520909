package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.actors.configuration.ConfigurationEvent.By;
import io.kaicd.actors.configuration.ConfigurationEvent.ChangeUndone;
import io.kaicd.actors.configuration.ConfigurationEvent.Switch;
import io.kaicd.actors.configuration.ConfigurationEvent.Undone;
import io.kaicd.actors.configuration.Profile.Version;
import io.kaicd.contract.configuration.MergePatch;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.message.ConfigurationProtocol.Undo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes one change back: what it set is again what it was, where it still stands as the change left
 * it. What others have changed since stays theirs, and nothing comes back that was itself taken
 * back meanwhile. Pure.
 */
final class Undoing {
  private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

  private Undoing() {}

  /**
   * @return nothing when it is taken back already, or all that it changed is gone
   * @throws RejectedException when the state has forgotten what was before
   */
  static @Nullable ConfigurationEvent event(ConfigurationState state, Undo undo, By by) {
    SortedMap<String, Undone> profiles = new TreeMap<>();
    List<String> removed = new ArrayList<>();
    for (String id : undo.profiles()) {
      Profile profile = state.profile(id);
      if (profile == null || undoes(profile, undo.version())) {
        continue;
      }
      if (undo.made().contains(id) && untouched(state, profile, undo)) {
        removed.add(id);
      } else {
        profiles.put(id, back(profile, undo));
      }
    }
    String active = "";
    List<Switch> passed = List.of();
    if (!undo.activated().isEmpty() && state.switches().holds(undo.version())) {
      if (state.switches().isLast(undo.version())) {
        active = before(state, undo);
      } else {
        passed = List.of(new Switch(undo.version(), undo.activated(), undo.before()));
      }
    }
    return profiles.isEmpty() && removed.isEmpty() && active.isEmpty() && passed.isEmpty()
        ? null
        : new ChangeUndone(
            by,
            state.revision() + 1,
            undo.version(),
            Collections.unmodifiableSortedMap(profiles),
            removed,
            active,
            passed);
  }

  private static boolean undoes(Profile profile, long version) {
    return profile.kept().stream().anyMatch(v -> v.undoes() == version);
  }

  /** Whether a profile is as the change made it, and none but those of the change build on it. */
  private static boolean untouched(ConfigurationState state, Profile profile, Undo undo) {
    return profile.now().number() == undo.version()
        && !state.active().equals(profile.id())
        && state.childrenOf(profile.id()).stream()
            .map(state::profile)
            .allMatch(
                child ->
                    child != null
                        && undo.made().contains(child.id())
                        && untouched(state, child, undo));
  }

  /** The profile to come back to: not one that a service refused meanwhile. */
  private static String before(ConfigurationState state, Undo undo) {
    String before = state.switches().before(undo.version(), undo.before());
    if (state.profile(before) == null) {
      throw ErrorCode.PROFILE_UNKNOWN
          .reject("profile '%s', which was active before, is gone".formatted(before))
          .asException();
    }
    return before;
  }

  private static Undone back(Profile profile, Undo undo) {
    long version = undo.version();
    boolean made = undo.made().contains(profile.id());
    Version after = profile.version(version).orElseThrow(() -> forgotten(profile, version));
    JsonNode layer = profile.now().layer();
    if (made) {
      JsonNode left = value(NOTHING, after.layer(), layer);
      return new Undone(profile.now().parent(), MergePatch.between(layer, left));
    }
    Version before = profile.before(version).orElseThrow(() -> forgotten(profile, version));
    JsonNode left = value(good(profile, before), after.layer(), layer);
    String parent = profile.now().parent();
    boolean parentStands = parent.equals(after.parent()) && !parent.equals(before.parent());
    return new Undone(parentStands ? before.parent() : parent, MergePatch.between(layer, left));
  }

  /** A version's layer without what was taken back since: that is not to be restored. */
  private static JsonNode good(Profile profile, Version of) {
    JsonNode layer = of.layer();
    for (Version version : profile.kept()) {
      Version before = profile.before(version.number()).orElse(null);
      if (version.number() <= of.number() && before != null && undoes(profile, version.number())) {
        layer = value(before.layer(), version.layer(), layer);
      }
    }
    return layer;
  }

  private static RejectedException forgotten(Profile profile, long version) {
    return ErrorCode.PROFILE_VERSION_UNKNOWN
        .reject(
            "what profile '%s' was before version %d is kept no more"
                .formatted(profile.id(), version))
        .asException();
  }

  /**
   * What a value is when a change of it is taken back; the missing node for none.
   *
   * @param now what has become of it since the change
   */
  private static JsonNode value(JsonNode before, JsonNode after, JsonNode now) {
    if (before.equals(after)) {
      return now;
    }
    if (now.equals(after)) {
      return before;
    }
    boolean within = after.isObject() || (after.isMissingNode() && before.isObject());
    if (!within || !(now instanceof ObjectNode is)) {
      return now; // somebody else's now
    }
    ObjectNode left = JsonNodeFactory.instance.objectNode();
    left.setAll(is);
    List<String> names = new ArrayList<>();
    before.fieldNames().forEachRemaining(names::add);
    after.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode back = value(before.path(name), after.path(name), is.path(name));
      if (back.isMissingNode()) {
        left.remove(name);
      } else {
        left.set(name, back);
      }
    }
    return left.isEmpty() && !before.isObject() ? before : left;
  }
}

package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.configuration.ConfigurationEvent.By;
import io.kaicd.actors.configuration.ConfigurationEvent.Imported;
import io.kaicd.actors.configuration.Profile.Version;
import io.kaicd.actors.registry.Shown;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.Pointer;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Canonical;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The event that a change asks for, its own words checked: that what it names is there, and is as
 * its writer saw it. What comes of the event is checked by {@link ConfigurationDecider}.
 */
final class Proposals {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  private final LayerRules layers;
  private final ConfigurationLimits limits;

  Proposals(LayerRules layers, ConfigurationLimits limits) {
    this.layers = layers;
    this.limits = limits;
  }

  /**
   * @return nothing when it is so already
   * @throws RejectedException when it is refused
   */
  @Nullable ConfigurationEvent event(
      ConfigurationState state,
      Past past,
      ConfigurationWrite write,
      Precondition precondition,
      By by) {
    long next = state.revision() + 1;
    return switch (write) {
      case ConfigurationWrite.CreateProfile w -> {
        id(w.profile(), "/profile");
        if (state.profile(w.profile()) != null) {
          throw there(w.profile(), precondition);
        }
        absent(precondition, w.profile());
        yield new ConfigurationEvent.ProfileCreated(by, next, w.profile(), w.parent());
      }
      case ConfigurationWrite.DeleteProfile w -> {
        unused(state, profile(state, w.profile(), precondition));
        yield new ConfigurationEvent.ProfileDeleted(by, next, w.profile());
      }
      case ConfigurationWrite.SetParent w -> {
        Profile profile = profile(state, w.profile(), precondition);
        yield profile.now().parent().equals(w.parent())
            ? null
            : new ConfigurationEvent.ParentSet(by, next, w.profile(), w.parent());
      }
      case ConfigurationWrite.Patch w -> {
        profile(state, w.profile(), precondition);
        JsonNode patch = layers.taken(w.patch(), true, "");
        namespaces(patch);
        yield new ConfigurationEvent.ProfilePatched(by, next, w.profile(), patch);
      }
      case ConfigurationWrite.Promote w -> {
        Profile to = profile(state, w.to(), precondition);
        Profile from = profile(state, w.from(), w.source());
        if (to.id().equals(from.id())) {
          throw refused("/to", "same", "another profile than the one promoted from");
        }
        JsonNode layer = Promotion.layer(from.now().layer(), to.now().layer(), w.namespaces());
        yield new ConfigurationEvent.ProfilePromoted(
            by, next, to.id(), from.id(), from.now().number(), w.namespaces(), layer);
      }
      case ConfigurationWrite.RollBack w -> {
        profile(state, w.profile(), precondition);
        Version to =
            past.version(w.profile(), w.version())
                .orElseThrow(
                    () ->
                        ErrorCode.PROFILE_VERSION_UNKNOWN
                            .reject(
                                "profile '%s' had no version %d"
                                    .formatted(w.profile(), w.version()))
                            .asException());
        yield new ConfigurationEvent.ProfileRolledBack(
            by, next, w.profile(), to.number(), to.parent(), to.layer());
      }
      case ConfigurationWrite.Activate w -> {
        profile(state, w.profile(), precondition);
        yield state.active().equals(w.profile())
            ? null
            : new ConfigurationEvent.ProfileActivated(by, next, w.profile(), state.active());
      }
      case ConfigurationWrite.Import w -> {
        var profiles = new ImportDocument(layers, limits).read(w.document());
        asSeen(state, profiles.seen());
        yield imported(state, profiles.profiles(), precondition, by);
      }
    };
  }

  private static RejectedException there(String id, Precondition precondition) {
    String message = "there is a profile '" + id + "' already";
    return (precondition instanceof Precondition.Absent
            ? ErrorCode.WRITE_STALE
                .reject(message)
                .withRemedy("Choose another name, or change that one")
            : ErrorCode.PROFILE_CONFLICT.reject(message))
        .asException();
  }

  /** That the profiles of an import are as its writer saw them. */
  private static void asSeen(ConfigurationState state, SortedMap<String, Precondition> seen) {
    seen.forEach(
        (id, precondition) -> {
          if (state.profile(id) != null || !(precondition instanceof Precondition.Absent)) {
            profile(state, id, precondition);
          }
        });
  }

  private static @Nullable ConfigurationEvent imported(
      ConfigurationState state,
      SortedMap<String, Imported> profiles,
      Precondition precondition,
      By by) {
    SortedMap<String, Imported> changed = new TreeMap<>();
    profiles.forEach(
        (id, as) -> {
          id(id, Pointer.member("/profiles", id));
          Profile before = state.profile(id);
          if (before != null && precondition instanceof Precondition.Absent) {
            throw there(id, precondition);
          }
          if (before == null
              || !before.now().parent().equals(as.parent())
              || !before.now().layer().equals(Canonical.of(as.layer()))) {
            changed.put(id, as);
          }
        });
    if (precondition instanceof Precondition.Generation) {
      throw refused("", "precondition", "none: an import is of many, name them in ifVersions");
    }
    return changed.isEmpty()
        ? null
        : new ConfigurationEvent.ProfilesImported(
            by, state.revision() + 1, Collections.unmodifiableSortedMap(changed));
  }

  /** Also of members that are null, which would leave no trace of their being unknown. */
  private static void namespaces(JsonNode patch) {
    patch
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!LayerRules.NAMESPACES.contains(name)) {
                throw refused(
                    Pointer.member("", Shown.of(name)), "unknown", "one of host, services, user");
              }
            });
  }

  private static Profile profile(ConfigurationState state, String id, Precondition precondition) {
    Profile profile = state.profile(id);
    if (profile == null) {
      absent(precondition, id);
      throw ErrorCode.PROFILE_UNKNOWN
          .reject("there is no profile '" + Shown.of(id) + "'")
          .asException();
    }
    switch (precondition) {
      case Precondition.None _ -> {}
      case Precondition.Absent _ -> throw there(id, precondition);
      case Precondition.Generation(long version) -> {
        if (version != profile.now().number()) {
          throw ErrorCode.WRITE_STALE
              .reject(
                  "profile '%s' is at version %d, not %d"
                      .formatted(id, profile.now().number(), version))
              .asException();
        }
      }
    }
    return profile;
  }

  private static void absent(Precondition precondition, String id) {
    if (precondition instanceof Precondition.Generation) {
      throw ErrorCode.WRITE_STALE
          .reject("there is no profile '" + Shown.of(id) + "' to change any more")
          .asException();
    }
  }

  private static void unused(ConfigurationState state, Profile profile) {
    List<String> children = state.childrenOf(profile.id());
    String why =
        profile.ships()
            ? "it ships with the host"
            : profile.id().equals(state.active())
                ? "it is active"
                : children.isEmpty() ? "" : Shown.names(children) + " inherit from it";
    if (!why.isEmpty()) {
      throw ErrorCode.PROFILE_IN_USE
          .reject("profile '%s' stays: %s".formatted(profile.id(), why))
          .asException();
    }
  }

  private static void id(String id, String at) {
    if (!ID.matcher(id).matches()) {
      throw ErrorCode.PROFILE_INVALID
          .reject("'" + Shown.of(id) + "' is not a profile's id")
          .withFault(new Fault(Shown.of(at), "id", ID.pattern(), ""))
          .asException();
    }
  }

  static RejectedException refused(String at, String code, String wanted) {
    return ErrorCode.PROFILE_INVALID
        .reject("the change is not one that profiles know")
        .withFault(new Fault(at, code, wanted, ""))
        .asException();
  }
}

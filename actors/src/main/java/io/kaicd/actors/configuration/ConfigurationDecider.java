package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.actors.configuration.ConfigurationDecision.Accept;
import io.kaicd.actors.configuration.ConfigurationDecision.Refuse;
import io.kaicd.actors.configuration.ConfigurationDecision.Unchanged;
import io.kaicd.actors.configuration.ConfigurationEvent.By;
import io.kaicd.contract.configuration.ChangeOptions;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.Difference;
import io.kaicd.contract.configuration.Pointer;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.message.ConfigurationProtocol.Undo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides a change of the profiles; pure. A change is tried on the state, and what comes of it is
 * looked at: the layers that changed by themselves, and each service they reach, under every
 * profile that inherits them, with all layers in place. So nothing is stored that would not do, be
 * it active or not.
 */
final class ConfigurationDecider {
  static final int LONGEST_REASON = 300;
  private static final int MOST_FAULTS = 20;
  private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

  private final ConfigurationLimits limits;
  private final ServiceSchemas schemas;
  private final LayerRules layers;
  private final Proposals proposals;

  ConfigurationDecider(ConfigurationLimits limits, ServiceSchemas schemas) {
    this.limits = limits;
    this.schemas = schemas;
    this.layers = new LayerRules(limits);
    this.proposals = new Proposals(layers, limits);
  }

  /**
   * @param registry the services as they are now, and their definitions
   * @param past the versions that a rollback may go to
   */
  ConfigurationDecision decide(
      ConfigurationState state,
      RegistryView registry,
      Past past,
      ConfigurationWrite write,
      ChangeOptions options,
      Instant at) {
    try {
      By by = new By(options.actor().id(), at, reason(options.reason()));
      ConfigurationEvent event = proposals.event(state, past, write, options.precondition(), by);
      return event == null ? new Unchanged() : settle(state, registry, event);
    } catch (RejectedException e) {
      return new Refuse(e.rejection());
    }
  }

  /** Takes a change back, see {@link Undoing}; it is checked as any change is. */
  ConfigurationDecision takeBack(
      ConfigurationState state,
      RegistryView registry,
      Undo undo,
      ChangeOptions options,
      Instant at) {
    try {
      By by = new By(options.actor().id(), at, reason(options.reason()));
      ConfigurationEvent event = Undoing.event(state, undo, by);
      return event == null ? new Unchanged() : settle(state, registry, event);
    } catch (RejectedException e) {
      return new Refuse(e.rejection());
    }
  }

  private static String reason(String text) {
    if (text.length() > LONGEST_REASON) {
      throw ErrorCode.CONFIGURATION_INVALID
          .reject("a reason is at most %d characters".formatted(LONGEST_REASON))
          .withFault(new Fault("/reason", "length", "at most " + LONGEST_REASON, ""))
          .asException();
    }
    return text;
  }

  private ConfigurationDecision settle(
      ConfigurationState state, RegistryView registry, ConfigurationEvent event) {
    ConfigurationState next = state.apply(event);
    List<Profile> changed =
        next.profiles().values().stream().filter(p -> p.now().number() == event.version()).toList();
    SortedMap<String, List<Difference>> differences = new TreeMap<>();
    boolean same = !changed.isEmpty();
    for (Profile profile : changed) {
      Profile before = state.profile(profile.id());
      JsonNode was = before == null ? NOTHING : before.now().layer();
      List<Difference> between = Difference.between(was, profile.now().layer());
      same &= before != null && between.isEmpty() && sameParent(before, profile);
      if (!between.isEmpty()) {
        differences.put(profile.id(), between);
      }
    }
    // That a change was taken back is told also when nothing of it was left.
    if (same && !(event instanceof ConfigurationEvent.ChangeUndone)) {
      return new Unchanged();
    }
    new ProfileTree(limits).check(next);
    for (Profile profile : changed) {
      check(state, profile, registry, event instanceof ConfigurationEvent.ProfilesImported);
    }
    return new Accept(event, differences, affected(state, next, registry));
  }

  private static boolean sameParent(Profile before, Profile now) {
    return before.now().parent().equals(now.now().parent());
  }

  private void check(
      ConfigurationState state, Profile profile, RegistryView registry, boolean oneOfMany) {
    JsonNode layer = profile.now().layer();
    layers.fits(profile.now().bytes());
    Profile before = state.profile(profile.id());
    List<Fault> faults = new ArrayList<>(layers.faults(layer));
    if (faults.isEmpty()) {
      faults.addAll(
          layers.faults(before == null ? NOTHING : before.now().layer(), layer, registry, schemas));
    }
    if (!faults.isEmpty()) {
      String at = oneOfMany ? Pointer.member("/profiles", profile.id()) + "/layer" : "";
      throw LayerRules.invalid(
              faults.stream().limit(MOST_FAULTS).map(f -> LayerRules.below(at, f)).toList())
          .asException();
    }
  }

  /** The services that change under the active profile; refuses what would not do under any. */
  private SortedSet<String> affected(
      ConfigurationState state, ConfigurationState next, RegistryView registry) {
    SortedSet<String> affected = new TreeSet<>();
    boolean switched = !state.active().equals(next.active());
    for (String id : next.profiles().keySet()) {
      boolean active = id.equals(next.active());
      List<Profile> was = state.chain(active ? state.active() : id);
      List<Profile> is = next.chain(id);
      if (was.equals(is)) {
        continue;
      }
      for (ServiceView service : registry.services().values()) {
        ServiceLayers before = ServiceLayers.of(was, service, List.of());
        ServiceLayers after = ServiceLayers.of(is, service, List.of());
        boolean reached = !after.equals(before);
        if (!reached && !(active && switched)) {
          continue;
        }
        JsonNode value = after.resolved();
        check(id, service, value);
        if (active && reached && !value.equals(before.resolved())) {
          affected.add(service.id());
        }
      }
    }
    return affected;
  }

  private void check(String profile, ServiceView service, JsonNode value) {
    List<Fault> faults = schemas.faults(service.definition(), value);
    if (!faults.isEmpty()) {
      String at = Pointer.member("/services", service.id());
      throw ErrorCode.CONFIGURATION_INVALID
          .reject(
              "under profile '%s' service '%s' would not fit %s"
                  .formatted(profile, service.id(), service.definition().ref()))
          .withFaults(faults.stream().map(f -> LayerRules.below(at, f)).toList())
          .asException();
    }
  }
}

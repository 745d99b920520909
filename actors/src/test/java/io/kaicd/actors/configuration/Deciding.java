package io.kaicd.actors.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.configuration.ConfigurationDecision.Accept;
import io.kaicd.actors.configuration.ConfigurationDecision.Refuse;
import io.kaicd.actors.configuration.Profile.Version;
import io.kaicd.actors.registry.ConfigSchemas;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.configuration.ChangeOptions;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.Moment;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.message.ConfigurationProtocol.Undo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Given changes, when one more is decided, then this comes of it. Each is a second later. */
final class Deciding {
  private static final ChangeOptions BY_HOST =
      new ChangeOptions(Caller.HOST, Precondition.NONE, "a service did not take it", false);

  final ServiceSchemas schemas = new ServiceSchemas(new ConfigSchemas());
  final List<ConfigurationEvent> events = new ArrayList<>();
  private final ConfigurationDecider decider = new ConfigurationDecider(Samples.LIMITS, schemas);
  private RegistryView registry = Samples.REGISTRY;
  private ConfigurationState state = ConfigurationState.INITIAL;

  ConfigurationState state() {
    return state;
  }

  Deciding on(RegistryView now) {
    registry = now;
    return this;
  }

  Instant now() {
    return Samples.START.plusSeconds(state.revision() + 1);
  }

  Profile profile(String id) {
    return Objects.requireNonNull(state.profile(id), "profile " + id);
  }

  ProfileReader reader(NodeLayer node) {
    return new ProfileReader(state, registry, node, schemas);
  }

  ConfigurationDecision decide(ConfigurationWrite write, Past past, ChangeOptions options) {
    ConfigurationState before = state;
    String text = text(state);
    ConfigurationDecision decision = decider.decide(state, registry, past, write, options, now());
    assertThat(before).isSameAs(state);
    assertThat(text(state)).as("deciding changes nothing").isEqualTo(text);
    return decision;
  }

  ConfigurationDecision decide(ConfigurationWrite write, Precondition precondition) {
    return decide(write, Past.of(state), Samples.options(precondition));
  }

  ConfigurationDecision decide(ConfigurationWrite write) {
    return decide(write, Precondition.NONE);
  }

  Accept accepted(ConfigurationWrite write) {
    return accepted(decide(write));
  }

  Accept accepted(ConfigurationDecision decision) {
    assertThat(decision).isInstanceOf(Accept.class);
    Accept accept = (Accept) decision;
    events.add(accept.event());
    state = state.apply(accept.event());
    return accept;
  }

  /** Makes a change, and gives what it takes to take it back. */
  Undo changed(ConfigurationWrite write) {
    ConfigurationState before = state;
    Accept accept = accepted(write);
    return Outcomes.accepted(before, state, accept, "").undo();
  }

  ConfigurationDecision takeBack(Undo undo) {
    return decider.takeBack(state, registry, undo, BY_HOST, now());
  }

  ConfigurationEvent.ChangeUndone takenBack(Undo undo) {
    return (ConfigurationEvent.ChangeUndone) accepted(takeBack(undo)).event();
  }

  /** All that the events say. */
  Past past() {
    return new Past() {
      @Override
      public Optional<Version> version(String profile, long number) {
        return recalled(profile, new Moment.AtVersion(number));
      }

      @Override
      public Optional<Version> at(String profile, Instant time) {
        return recalled(profile, new Moment.AtTime(time));
      }
    };
  }

  private Optional<Version> recalled(String profile, Moment moment) {
    return read(Recollection.of(profile, moment)).at(profile, moment);
  }

  Recollection read(Recollection recollection) {
    ConfigurationState at = ConfigurationState.INITIAL;
    for (ConfigurationEvent event : events) {
      at = at.apply(event);
      recollection.take(event, at);
    }
    return recollection;
  }

  Deciding given(ConfigurationWrite... writes) {
    for (ConfigurationWrite write : writes) {
      accepted(write);
    }
    return this;
  }

  Rejection refused(ConfigurationWrite write, ErrorCode code, String... pointers) {
    return refused(decide(write), code, pointers);
  }

  static Rejection refused(ConfigurationDecision decision, ErrorCode code, String... pointers) {
    assertThat(decision).isInstanceOf(Refuse.class);
    Rejection rejection = ((Refuse) decision).rejection();
    assertThat(rejection.code()).as("%s", rejection).isEqualTo(code);
    assertThat(rejection.remedy()).isNotBlank();
    assertThat(rejection.faults()).extracting(Fault::pointer).containsAll(List.of(pointers));
    return rejection;
  }

  void unchanged(ConfigurationWrite write) {
    assertThat(decide(write)).isInstanceOf(ConfigurationDecision.Unchanged.class);
  }

  static ConfigurationWrite patch(String profile, String patch) {
    return new ConfigurationWrite.Patch(profile, Json.parse(patch));
  }

  static ConfigurationWrite newProfile(String profile, String parent) {
    return new ConfigurationWrite.CreateProfile(profile, parent);
  }

  static ConfigurationWrite promote(String from, String to, String... namespaces) {
    return new ConfigurationWrite.Promote(from, Precondition.NONE, to, List.of(namespaces));
  }

  static JsonNode json(String text) {
    return Json.parse(text);
  }

  /** All of a state, so that two can be compared byte by byte. */
  static String text(ConfigurationState state) {
    return Json.text(state);
  }
}

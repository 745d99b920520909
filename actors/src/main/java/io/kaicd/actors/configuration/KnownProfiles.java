package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.registry.Shown;
import io.kaicd.contract.configuration.Difference;
import io.kaicd.contract.configuration.Explanation;
import io.kaicd.contract.configuration.Profiles;
import io.kaicd.contract.configuration.ServiceConfiguration;
import io.kaicd.contract.error.ErrorCode;
import java.util.List;
import java.util.Set;

/** The profiles at one revision, as a node reads them. */
record KnownProfiles(ProfileReader reader) implements Profiles {
  @Override
  public List<Own> all() {
    return reader.state().profiles().values().stream().map(p -> shown(p, reader.state())).toList();
  }

  static Own shown(Profile profile, ConfigurationState state) {
    return new Own(
        profile.id(),
        profile.now().number(),
        profile.now().parent(),
        profile.id().equals(state.active()),
        profile.ships(),
        profile.now().layer());
  }

  private Profile known(String id) {
    Profile profile = reader.state().profile(id);
    if (profile == null) {
      throw ErrorCode.PROFILE_UNKNOWN
          .reject("there is no profile '" + Shown.of(id) + "'")
          .asException();
    }
    return profile;
  }

  @Override
  public Own own(String profile) {
    return shown(known(profile), reader.state());
  }

  @Override
  public JsonNode effective(String profile) {
    return reader.effective(profile);
  }

  @Override
  public ServiceConfiguration effective(String profile, String service) {
    return reader.effective(profile, service);
  }

  @Override
  public Explanation explain(String profile, String key) {
    return reader.explain(profile, key);
  }

  @Override
  public List<Difference> difference(String from, String to) {
    return reader.difference(from, to);
  }

  @Override
  public List<String> clashes(String profile) {
    return reader.clashes(profile);
  }

  @Override
  public JsonNode export(Set<String> profiles) {
    profiles.forEach(this::known);
    return ImportDocument.written(reader.state(), profiles);
  }
}

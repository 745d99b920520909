package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.configuration.Pointer;
import io.kaicd.contract.definition.SecretWish;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.registry.InstalledDefinition;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ServiceView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a profile's {@code host.defaults} may hold: no secret of any definition, and for a key that
 * a service's schema has what that schema allows, also where a higher layer hides it today.
 */
record HostDefaults(RegistryView registry, ServiceSchemas schemas) {
  static final String AT = "/host/defaults";

  /** Faults of those that were not so before. */
  List<Fault> faults(JsonNode before, JsonNode after) {
    List<Fault> faults = new ArrayList<>();
    for (var one : after.properties()) {
      if (!one.getValue().equals(before.path(one.getKey()))) {
        faults.addAll(faults(one.getKey(), one.getValue()));
      }
    }
    return faults;
  }

  private List<Fault> faults(String key, JsonNode value) {
    String at = Pointer.member(AT, key);
    Set<Fault> faults = new LinkedHashSet<>();
    registry.definitions().values().stream()
        .flatMap(versions -> versions.values().stream())
        .map(InstalledDefinition::definition)
        .filter(definition -> wants(definition, key))
        .forEach(definition -> faults.add(secret(at)));
    for (ServiceView service : registry.services().values()) {
      if (wants(service.definition(), key)) {
        faults.add(secret(at));
        continue;
      }
      schemas.faultsOfDefault(service.definition(), key, value).stream()
          .map(f -> LayerRules.below(AT, f))
          .forEach(faults::add);
    }
    return List.copyOf(faults);
  }

  private static boolean wants(ServiceDefinition definition, String key) {
    return definition.secrets().stream().map(SecretWish::name).anyMatch(key::equals);
  }

  private static Fault secret(String at) {
    return new Fault(at, "secret", "no key by which a definition wants a secret", "a value");
  }
}

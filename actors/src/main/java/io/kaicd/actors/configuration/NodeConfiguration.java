package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.actors.configuration.NodeLayer.Placed;
import io.kaicd.contract.configuration.EffectiveConfiguration;
import io.kaicd.contract.configuration.MergePatch;
import io.kaicd.contract.configuration.ServiceConfiguration;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ServiceView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a node comes from one effective configuration to the next: a service whose layers are what
 * they were keeps its result, and only the others are computed.
 *
 * @param made what each service's result was made of
 * @param computed how many were computed for this one
 */
record NodeConfiguration(Map<String, Made> made, EffectiveConfiguration effective, int computed) {
  static final NodeConfiguration EMPTY =
      new NodeConfiguration(Map.of(), EffectiveConfiguration.EMPTY, 0);

  /**
   * @param own what of it was said for this very service
   */
  record Made(ServiceLayers from, ServiceConfiguration configuration, JsonNode own) {}

  /** What is so after a change of the profiles, of the registry, or of both. */
  NodeConfiguration next(
      ConfigurationState state, RegistryView registry, NodeLayer node, ServiceSchemas schemas) {
    List<Profile> chain = state.chain(state.active());
    Map<String, Made> all = new HashMap<>();
    Map<String, ServiceConfiguration> services = new HashMap<>();
    int anew = 0;
    for (ServiceView service : registry.services().values()) {
      Placed placed = node.on(service.id(), service.definition());
      ServiceLayers layers = ServiceLayers.of(chain, service, placed.layers());
      Made result = made.get(service.id());
      if (result == null || !result.from().equals(layers)) {
        Resolution resolved = Resolution.of(layers, placed.problems(), schemas);
        result = new Made(layers, resolved.configuration(), resolved.counted().own());
        anew++;
      }
      all.put(service.id(), result);
      services.put(service.id(), result.configuration());
    }
    return new NodeConfiguration(
        Map.copyOf(all),
        new EffectiveConfiguration(
            state.revision(),
            state.active(),
            namespace(chain, "host"),
            namespace(chain, "user"),
            services),
        anew);
  }

  static JsonNode namespace(List<Profile> chain, String name) {
    JsonNode merged = JsonNodeFactory.instance.objectNode();
    for (Profile profile : chain) {
      JsonNode own = profile.now().layer().path(name);
      merged = own.isObject() ? MergePatch.over(merged, own) : merged;
    }
    return merged;
  }
}

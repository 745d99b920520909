package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.configuration.MergePatch;
import io.kaicd.contract.configuration.Source;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.registry.ServiceView;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a service's configuration is made of. Equal layers come to equal values, so that this is
 * what a node compares before it computes anything anew.
 *
 * @param host {@code host.defaults} of the profiles, the farthest ancestor first
 * @param profiles their {@code services.<id>}, in the same order
 * @param node the node's own, a layer for each variable
 */
record ServiceLayers(
    String service,
    ServiceDefinition definition,
    JsonNode config,
    List<Layer> host,
    List<Layer> profiles,
    List<Layer> node) {
  private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

  static ServiceLayers of(List<Profile> chain, ServiceView service, List<Layer> node) {
    ServiceDefinition definition = service.definition();
    List<Layer> host = new ArrayList<>();
    List<Layer> profiles = new ArrayList<>();
    for (Profile profile : chain) {
      JsonNode layer = profile.now().layer();
      JsonNode defaults = known(layer.path("host").path("defaults"), definition);
      if (!defaults.isEmpty()) {
        host.add(new Layer(new Source.Host(profile.id()), defaults));
      }
      JsonNode own = layer.path("services").path(service.id());
      if (own.isObject()) {
        profiles.add(new Layer(new Source.Profile(profile.id()), own));
      }
    }
    return new ServiceLayers(
        service.id(), definition, service.spec().config(), host, profiles, node);
  }

  /** What a definition's schema has a name for: the rest concerns other services. */
  private static JsonNode known(JsonNode defaults, ServiceDefinition definition) {
    ObjectNode known = JsonNodeFactory.instance.objectNode();
    for (var value : defaults.properties()) {
      if (definition.config().path("properties").has(value.getKey())) {
        known.set(value.getKey(), value.getValue());
      }
    }
    return known;
  }

  /** As they are laid, the lowest first. */
  List<Layer> inOrder() {
    List<Layer> above = said();
    JsonNode upper = merged(above);
    JsonNode held = MergePatch.over(merged(host), upper);
    List<Layer> all = new ArrayList<>(host);
    all.add(
        new Layer(
            new Source.Default(definition.ref()),
            SchemaDefaults.of(definition.config(), held, upper)));
    all.addAll(above);
    return all;
  }

  private List<Layer> said() {
    List<Layer> said = new ArrayList<>();
    said.add(new Layer(new Source.Service(service), config));
    said.addAll(profiles);
    said.addAll(node);
    return said;
  }

  /**
   * What was said for this very service. The host's defaults are not: they reach each service whose
   * definition has the key, so that a definition could ask for one that was meant for others.
   */
  JsonNode own() {
    return merged(said());
  }

  JsonNode resolved() {
    return merged(inOrder());
  }

  static JsonNode merged(List<Layer> layers) {
    JsonNode merged = NOTHING;
    for (Layer layer : layers) {
      merged = MergePatch.over(merged, layer.values());
    }
    return merged;
  }

  ServiceLayers withoutNode() {
    return new ServiceLayers(service, definition, config, host, profiles, List.of());
  }

  /** What the service is by its definition and its owner alone. */
  ServiceLayers alone() {
    return new ServiceLayers(service, definition, config, List.of(), List.of(), List.of());
  }
}

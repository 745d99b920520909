package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.actors.configuration.NodeLayer.Placed;
import io.kaicd.actors.configuration.Profile.Version;
import io.kaicd.actors.registry.Shown;
import io.kaicd.contract.configuration.Difference;
import io.kaicd.contract.configuration.Explanation;
import io.kaicd.contract.configuration.ServiceConfiguration;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ServiceView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Answers about any profile, active or not, as it would be on one node. Pure.
 *
 * @param node of the node that answers
 */
record ProfileReader(
    ConfigurationState state, RegistryView registry, NodeLayer node, ServiceSchemas schemas) {

  /**
   * @throws RejectedException {@code profile.unknown}, as every method here
   */
  JsonNode own(String profile) {
    return chain(profile).getLast().now().layer();
  }

  /** All namespaces, resolved: {@code {"host":{},"services":{"<id>":{}},"user":{}}}. */
  ObjectNode effective(String profile) {
    List<Profile> chain = chain(profile);
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.set("host", NodeConfiguration.namespace(chain, "host"));
    ObjectNode services = all.putObject("services");
    for (ServiceView service : registry.services().values()) {
      services.set(service.id(), resolution(chain, service).configuration().value());
    }
    all.set("user", NodeConfiguration.namespace(chain, "user"));
    return all;
  }

  ServiceConfiguration effective(String profile, String service) {
    return resolution(chain(profile), service(service)).configuration();
  }

  /**
   * @param key a JSON pointer, or names with dots between them
   * @throws RejectedException {@code configuration.key-unknown} when no layer has it
   */
  Explanation explain(String profile, String key) {
    return new Explaining(this, chain(profile)).explain(key);
  }

  /** From what the one profile comes to, to what the other does. */
  List<Difference> difference(String from, String to) {
    return Difference.between(effective(from), effective(to));
  }

  /** Of a profile's own layer and parent, between two of its versions. */
  static List<Difference> difference(Past past, String profile, long from, long to) {
    return Difference.between(
        document(past.version(profile, from), profile, "version " + from),
        document(past.version(profile, to), profile, "version " + to));
  }

  /** As between two versions, of those that were there at two times. */
  static List<Difference> difference(Past past, String profile, Instant from, Instant to) {
    return Difference.between(
        document(past.at(profile, from), profile, "version at " + from),
        document(past.at(profile, to), profile, "version at " + to));
  }

  private static JsonNode document(Optional<Version> version, String profile, String which) {
    Version found =
        version.orElseThrow(
            () ->
                ErrorCode.PROFILE_VERSION_UNKNOWN
                    .reject("profile '%s' had no %s".formatted(Shown.of(profile), which))
                    .asException());
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.set("layer", found.layer());
    if (!found.parent().isEmpty()) {
      document.put("parent", found.parent());
    }
    return document;
  }

  Resolution resolution(List<Profile> chain, ServiceView service) {
    Placed placed = node.on(service.id(), service.definition());
    return Resolution.of(
        ServiceLayers.of(chain, service, placed.layers()), placed.problems(), schemas);
  }

  ServiceView service(String id) {
    ServiceView service = registry.service(id);
    if (service == null) {
      throw ErrorCode.SERVICE_UNKNOWN
          .reject("there is no service '" + Shown.of(id) + "'")
          .asException();
    }
    return service;
  }

  private List<Profile> chain(String profile) {
    List<Profile> chain = state.chain(profile);
    if (chain.isEmpty()) {
      throw ErrorCode.PROFILE_UNKNOWN
          .reject("there is no profile '" + Shown.of(profile) + "'")
          .asException();
    }
    return chain;
  }
}

package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.actors.configuration.NodeLayer.Placed;
import io.kaicd.actors.configuration.Profile.Version;
import io.kaicd.actors.registry.Shown;
import io.kaicd.contract.configuration.Difference;
import io.kaicd.contract.configuration.Explanation;
import io.kaicd.contract.configuration.Moment;
import io.kaicd.contract.configuration.Pointer;
import io.kaicd.contract.configuration.ServiceConfiguration;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ServiceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers about any profile, active or not, as it would be on one node. Pure.
 *
 * @param node of the node that answers
 */
record ProfileReader(
    ConfigurationState state, RegistryView registry, NodeLayer node, ServiceSchemas schemas) {

  /**
   * All namespaces, resolved: {@code {"host":{},"services":{"<id>":{}},"user":{}}}.
   *
   * @throws RejectedException {@code profile.unknown}, as every method here
   */
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

  /**
   * Where this node's environment hides what a profile or an owner says, or cannot be used: by the
   * variables' names, never their values.
   */
  List<String> clashes(String profile) {
    List<Profile> chain = chain(profile);
    List<String> clashes = new ArrayList<>();
    for (String variable : node.unused(registry.services().keySet())) {
      clashes.add(Explaining.unused(variable));
    }
    for (String service : node.variables().keySet()) {
      if (registry.service(service) != null) {
        String key = Pointer.member("/services", service);
        clashes.addAll(new Explaining(this, chain).explain(key).clashes());
      }
    }
    return clashes;
  }

  /** From what the one profile comes to, to what the other does. */
  List<Difference> difference(String from, String to) {
    return Difference.between(effective(from), effective(to));
  }

  /** Of a profile's own layer and parent, between two points in its history. */
  static List<Difference> difference(Past past, String profile, Moment from, Moment to) {
    return Difference.between(document(past, profile, from), document(past, profile, to));
  }

  private static JsonNode document(Past past, String profile, Moment moment) {
    Version found = past.at(profile, moment).orElseThrow(() -> unknown(profile, moment));
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.set("layer", found.layer());
    if (!found.parent().isEmpty()) {
      document.put("parent", found.parent());
    }
    return document;
  }

  static RejectedException unknown(String profile, Moment moment) {
    String which =
        switch (moment) {
          case Moment.AtVersion(long number) -> "version " + number;
          case Moment.AtTime(Instant time) -> "version at " + time;
        };
    return ErrorCode.PROFILE_VERSION_UNKNOWN
        .reject("profile '%s' had no %s".formatted(Shown.of(profile), which))
        .asException();
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

package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What a promotion makes of a layer. */
final class Promotion {
  private Promotion() {}

  /** A layer with the namespaces of another, those that the other has not taken away. */
  static JsonNode layer(JsonNode from, JsonNode to, List<String> namespaces) {
    if (namespaces.isEmpty()) {
      return from;
    }
    ObjectNode result = to.deepCopy();
    for (int i = 0; i < namespaces.size(); i++) {
      String namespace = namespaces.get(i);
      if (LayerRules.NAMESPACES.contains(namespace)) {
        put(result, namespace, from.path(namespace));
      } else if (namespace.startsWith("services.") && namespace.length() > 9) {
        String service = namespace.substring(9);
        JsonNode part = from.path("services").path(service);
        if (part.isMissingNode()) {
          if (result.path("services") instanceof ObjectNode services) {
            services.remove(service);
          }
        } else {
          result.withObjectProperty("services").set(service, part);
        }
      } else {
        throw Proposals.refused(
            "/namespaces/" + i, "unknown", "host, user, services or services.<id>");
      }
    }
    return result;
  }

  private static void put(ObjectNode node, String name, JsonNode value) {
    if (value.isMissingNode()) {
      node.remove(name);
    } else {
      node.set(name, value);
    }
  }
}

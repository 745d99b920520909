package io.kaicd.actors.configuration;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.actors.registry.ConfigSchemas;
import io.kaicd.contract.definition.SecretWish;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.Fault;
import java.util.List;

/**
 * What a service's configuration must be.
 *
 * <p>A layer is a part of a configuration, so that no schema says what it must be by itself. But a
 * profile's own layer is the highest of its profile, and hidden by nothing there: what is wrong
 * with it is wrong with what its profile comes to, and that is checked.
 */
final class ServiceSchemas {
  private final ConfigSchemas schemas;

  ServiceSchemas(ConfigSchemas schemas) {
    this.schemas = schemas;
  }

  /** What is wrong with all layers together, by pointers into the configuration. */
  List<Fault> faults(ServiceDefinition definition, JsonNode resolved) {
    return schemas.of(definition.config()).check(resolved);
  }

  /**
   * What is wrong with a default of the host for a key that the schema has. Of an object it may be
   * a part: what it lacks another layer may have.
   */
  List<Fault> faultsOfDefault(ServiceDefinition definition, String key, JsonNode value) {
    JsonNode rule = definition.config().path("properties").path(key);
    if (rule.isMissingNode()) {
      return List.of();
    }
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    for (String shared : List.of("$schema", "$defs", "definitions")) {
      if (definition.config().has(shared)) {
        schema.set(shared, definition.config().get(shared));
      }
    }
    schema.putObject("properties").set(key, rule);
    JsonNode whole = JsonNodeFactory.instance.objectNode().set(key, value);
    return schemas.of(schema).check(whole).stream()
        .filter(fault -> !(fault.code().equals("required") && !inArray(whole, fault.pointer())))
        .toList();
  }

  /** Whether a place is inside of an array, which is replaced as a whole. */
  private static boolean inArray(JsonNode document, String pointer) {
    JsonNode at = document;
    for (JsonPointer to = JsonPointer.compile(pointer); !to.matches(); to = to.tail()) {
      if (at.isArray()) {
        return true;
      }
      at = at.path(to.getMatchingProperty());
    }
    return false;
  }

  /**
   * Secrets in a layer, known by the names under which the definition wants them. They are refused
   * even where the schema is open: configuration is shown and exported, and so holds no secret.
   */
  static List<Fault> secrets(ServiceDefinition definition, JsonNode layer) {
    return definition.secrets().stream()
        .map(SecretWish::name)
        .filter(layer::has)
        .map(name -> new Fault("/" + name, "secret", "a secret of the service", "a value"))
        .toList();
  }
}

package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kaicd.contract.capability.CompiledSchema;
import io.kaicd.contract.definition.SecretWish;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.Fault;
import java.util.List;

/**
 * What a service's configuration must be; each schema compiled once.
 *
 * <p>A layer is a part of a configuration, so that no schema says what it must be by itself. But a
 * profile's own layer is the highest of its profile, and hidden by nothing there: what is wrong
 * with it is wrong with what its profile comes to, and that is checked.
 */
final class ServiceSchemas {
  private final Cache<JsonNode, CompiledSchema> compiled =
      Caffeine.newBuilder().maximumSize(1_000).build();

  /** What is wrong with all layers together, by pointers into the configuration. */
  List<Fault> faults(ServiceDefinition definition, JsonNode resolved) {
    return compiled.get(definition.config(), CompiledSchema::of).check(resolved);
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

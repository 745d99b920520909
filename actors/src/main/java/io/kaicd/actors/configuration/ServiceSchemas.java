package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kaicd.contract.capability.CompiledSchema;
import io.kaicd.contract.definition.SecretWish;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.Fault;
import java.util.ArrayList;
import java.util.List;

/** What a service's configuration must be, and what a part of it must be; each compiled once. */
final class ServiceSchemas {
  private final Cache<JsonNode, CompiledSchema> whole =
      Caffeine.newBuilder().maximumSize(1_000).build();
  private final Cache<JsonNode, CompiledSchema> part =
      Caffeine.newBuilder().maximumSize(1_000).build();

  /** What is wrong with all layers together, by pointers into the configuration. */
  List<Fault> faults(ServiceDefinition definition, JsonNode resolved) {
    return whole.get(definition.config(), CompiledSchema::of).check(resolved);
  }

  /**
   * What is wrong with one layer. A name under which the definition wants a secret is refused even
   * where the schema is open: configuration is shown and exported, and so holds no secret.
   */
  List<Fault> faultsOfPart(ServiceDefinition definition, JsonNode layer) {
    List<Fault> faults = new ArrayList<>();
    for (SecretWish wish : definition.secrets()) {
      if (layer.has(wish.name())) {
        faults.add(new Fault("/" + wish.name(), "secret", "a secret of the service", "a value"));
      }
    }
    if (faults.isEmpty()) {
      faults.addAll(
          part.get(definition.config(), schema -> CompiledSchema.of(PartialSchema.of(schema)))
              .check(layer));
    }
    return faults;
  }
}

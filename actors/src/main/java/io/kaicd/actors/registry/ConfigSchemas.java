package io.kaicd.actors.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kaicd.contract.capability.CompiledSchema;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.Fault;
import java.util.List;

/** The configuration schemas of definitions, each compiled once a node. */
public final class ConfigSchemas {
  private final Cache<JsonNode, CompiledSchema> compiled =
      Caffeine.newBuilder().maximumSize(1_000).build();

  /**
   * @throws IllegalArgumentException when it is not a schema
   */
  public CompiledSchema of(JsonNode schema) {
    return compiled.get(schema, CompiledSchema::of);
  }

  /** What is wrong with a service's configuration, by pointers into the service's document. */
  List<Fault> faults(ServiceDefinition definition, JsonNode config) {
    return of(definition.config()).check(config).stream()
        .map(f -> new Fault("/config" + f.pointer(), f.code(), f.wanted(), f.have()))
        .toList();
  }
}

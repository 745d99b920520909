package io.kaicd.actors.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.json.Canonical;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.InstalledDefinition;
import io.kaicd.contract.registry.ServiceSpec;
import io.kaicd.contract.version.SemVer;
import io.kaicd.message.RegistryProtocol.ServiceEntry;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that the registry knows, at one revision. Immutable; {@link #apply} is pure and is used by
 * the entity and by every node's view alike.
 */
record RegistryState(
    long revision,
    Map<String, NavigableMap<SemVer, InstalledDefinition>> definitions,
    Map<String, ServiceEntry> services) {
  static final RegistryState EMPTY = new RegistryState(0, Map.of(), Map.of());

  RegistryState apply(RegistryEvent event) {
    long next = revision + 1;
    return switch (event) {
      case RegistryEvent.DefinitionInstalled e -> installed(next, e);
      case RegistryEvent.DefinitionRemoved e -> removed(next, e);
      case RegistryEvent.ServicePut e -> put(next, e);
      case RegistryEvent.ServiceRemoved e -> {
        Map<String, ServiceEntry> now = new HashMap<>(services);
        now.remove(e.id());
        yield new RegistryState(next, definitions, Collections.unmodifiableMap(now));
      }
      case RegistryEvent.ServiceQuarantined e -> quarantine(next, e.id(), e.reason());
      case RegistryEvent.ServiceReleased e -> quarantine(next, e.id(), "");
    };
  }

  private RegistryState installed(long next, RegistryEvent.DefinitionInstalled event) {
    InstalledDefinition definition = definition(event.document(), event.digest());
    ServiceDefinition parsed = definition.definition();
    Map<String, ServiceEntry> moved = services;
    if (!event.moved().isEmpty()) {
      moved = new HashMap<>(services);
      for (String id : event.moved()) {
        moved.computeIfPresent(
            id,
            (key, s) -> entry(s, s.generation() + 1, s.spec(), parsed.version(), s.quarantine()));
      }
    }
    return new RegistryState(
        next, with(definitions, definition), Collections.unmodifiableMap(moved));
  }

  private RegistryState removed(long next, RegistryEvent.DefinitionRemoved event) {
    Map<String, NavigableMap<SemVer, InstalledDefinition>> now = new HashMap<>(definitions);
    now.computeIfPresent(
        event.id(),
        (id, versions) -> {
          TreeMap<SemVer, InstalledDefinition> left = new TreeMap<>(versions);
          left.remove(event.version());
          return left.isEmpty() ? null : Collections.unmodifiableNavigableMap(left);
        });
    return new RegistryState(next, Collections.unmodifiableMap(now), services);
  }

  private RegistryState put(long next, RegistryEvent.ServicePut event) {
    ServiceEntry before = services.get(event.id());
    ServiceEntry after =
        before == null
            ? new ServiceEntry(event.id(), event.first(), next, event.spec(), event.resolved(), "")
            : entry(
                before,
                before.generation() + 1,
                event.spec(),
                event.resolved(),
                before.quarantine());
    return withService(next, after);
  }

  private RegistryState quarantine(long next, String id, String reason) {
    ServiceEntry before = services.get(id);
    if (before == null) {
      return new RegistryState(next, definitions, services);
    }
    return withService(
        next, entry(before, before.generation() + 1, before.spec(), before.resolved(), reason));
  }

  private RegistryState withService(long next, ServiceEntry entry) {
    Map<String, ServiceEntry> now = new HashMap<>(services);
    now.put(entry.id(), entry);
    return new RegistryState(next, definitions, Collections.unmodifiableMap(now));
  }

  private static ServiceEntry entry(
      ServiceEntry of, long generation, ServiceSpec spec, SemVer resolved, String quarantine) {
    return new ServiceEntry(of.id(), generation, of.created(), spec, resolved, quarantine);
  }

  @Nullable InstalledDefinition definition(String id, SemVer version) {
    var versions = definitions.get(id);
    return versions == null ? null : versions.get(version);
  }

  /** The services that run a version of a definition. */
  List<String> running(String id, SemVer version) {
    return services.values().stream()
        .filter(s -> s.spec().definitionId().equals(id) && s.resolved().equals(version))
        .map(ServiceEntry::id)
        .sorted()
        .toList();
  }

  /** A state from its parts. */
  static RegistryState of(long revision, List<JsonNode> documents, List<ServiceEntry> services) {
    Map<String, NavigableMap<SemVer, InstalledDefinition>> definitions = Map.of();
    for (JsonNode document : documents) {
      definitions = with(definitions, definition(document, Canonical.digest(document)));
    }
    Map<String, ServiceEntry> byId = new HashMap<>();
    services.forEach(s -> byId.put(s.id(), s));
    return new RegistryState(revision, definitions, Collections.unmodifiableMap(byId));
  }

  private static InstalledDefinition definition(JsonNode document, String digest) {
    ServiceDefinition parsed = Json.shared().convertValue(document, ServiceDefinition.class);
    return new InstalledDefinition(parsed, document, digest);
  }

  private static Map<String, NavigableMap<SemVer, InstalledDefinition>> with(
      Map<String, NavigableMap<SemVer, InstalledDefinition>> all, InstalledDefinition one) {
    Map<String, NavigableMap<SemVer, InstalledDefinition>> now = new HashMap<>(all);
    TreeMap<SemVer, InstalledDefinition> versions = new TreeMap<>();
    versions.putAll(now.getOrDefault(one.definition().id(), Collections.emptyNavigableMap()));
    versions.put(one.definition().version(), one);
    now.put(one.definition().id(), Collections.unmodifiableNavigableMap(versions));
    return Collections.unmodifiableMap(now);
  }
}

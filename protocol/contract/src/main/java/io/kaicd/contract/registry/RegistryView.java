package io.kaicd.contract.registry;

import io.kaicd.contract.version.SemVer;
import io.kaicd.contract.version.VersionRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows, in one immutable object that any thread reads. Its indexes are made once, with
 * it, since routing looks them up at every call.
 */
public final class RegistryView {
  public static final RegistryView EMPTY = new RegistryView(0, Map.of(), Map.of(), Map.of());

  private final long revision;
  private final SortedMap<String, NavigableMap<SemVer, InstalledDefinition>> definitions;
  private final SortedMap<String, ServiceView> services;
  private final SortedMap<String, NodeView> nodes;
  private final Map<String, List<ServiceView>> byCapability = new HashMap<>();
  private final Map<OfferKey, List<ServiceView>> byOffer = new HashMap<>();

  /**
   * @param revision the number of the last registry event that it holds
   */
  public RegistryView(
      long revision,
      Map<String, NavigableMap<SemVer, InstalledDefinition>> definitions,
      Map<String, ServiceView> services,
      Map<String, NodeView> nodes) {
    this.revision = revision;
    this.definitions = Collections.unmodifiableSortedMap(new TreeMap<>(definitions));
    this.services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
    this.nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
    List<ServiceView> byAge = new ArrayList<>(services.values());
    byAge.sort(Comparator.comparingLong(ServiceView::created).thenComparing(ServiceView::id));
    for (ServiceView service : byAge) {
      index(service);
    }
  }

  private void index(ServiceView service) {
    Map<String, List<String>> offers = service.offers();
    for (var capability : service.definition().capabilities()) {
      byCapability.computeIfAbsent(capability.id(), id -> new ArrayList<>()).add(service);
    }
    for (var offer : service.definition().offers()) {
      for (String capability : offer.capabilities()) {
        for (String value : offers.getOrDefault(offer.key(), List.of())) {
          byOffer
              .computeIfAbsent(new OfferKey(capability, offer.key(), value), k -> new ArrayList<>())
              .add(service);
        }
      }
    }
  }

  public long revision() {
    return revision;
  }

  public SortedMap<String, NavigableMap<SemVer, InstalledDefinition>> definitions() {
    return definitions;
  }

  public @Nullable InstalledDefinition definition(String id, SemVer version) {
    var versions = definitions.get(id);
    return versions == null ? null : versions.get(version);
  }

  public Optional<InstalledDefinition> bestDefinition(String id, VersionRange range) {
    var versions = definitions.get(id);
    return versions == null ? Optional.empty() : range.best(versions.keySet()).map(versions::get);
  }

  public SortedMap<String, ServiceView> services() {
    return services;
  }

  public @Nullable ServiceView service(String id) {
    return services.get(id);
  }

  public SortedMap<String, NodeView> nodes() {
    return nodes;
  }

  /** The services that implement a capability, oldest first. */
  public List<ServiceView> servicesWith(String capability) {
    return byCapability.getOrDefault(capability, List.of());
  }

  /** The services that offer a value of a routing key, oldest first. */
  public List<ServiceView> servicesOffering(String capability, String key, String value) {
    return byOffer.getOrDefault(new OfferKey(capability, key, value), List.of());
  }

  private record OfferKey(String capability, String key, String value) {}
}

package io.kaicd.actors.calls;

import io.kaicd.contract.capability.CapabilityContract;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.version.SemVer;
import io.kaicd.contract.version.VersionRange;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The catalog as routing asks it: by version, by range, and whether a range holds a version. */
final class Contracts {
  private static final int MOST_REMEMBERED = 4_096; // ranges come from outside

  /**
   * @param ref {@code capability/version}
   */
  record Known(CapabilityContract contract, String ref) {
    SemVer version() {
      return contract.version();
    }
  }

  private record Asked(String capability, VersionRange range) {}

  private record Fit(VersionRange range, SemVer version) {}

  private final ContractCatalog catalog;
  private final Map<String, Map<SemVer, Known>> byVersion = new HashMap<>();
  private final ConcurrentHashMap<Asked, Optional<Known>> best = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Fit, Boolean> fits = new ConcurrentHashMap<>();

  Contracts(ContractCatalog catalog) {
    this.catalog = catalog;
    for (CapabilityContract contract : catalog.all()) {
      byVersion
          .computeIfAbsent(contract.id(), id -> new HashMap<>())
          .put(contract.version(), new Known(contract, contract.ref()));
    }
  }

  boolean known(String capability) {
    return byVersion.containsKey(capability);
  }

  @Nullable Known find(String capability, SemVer version) {
    Map<SemVer, Known> versions = byVersion.get(capability);
    return versions == null ? null : versions.get(version);
  }

  /** The highest version in the range. */
  @Nullable Known best(String capability, VersionRange range) {
    Asked asked = new Asked(capability, range);
    Optional<Known> found = best.get(asked);
    if (found == null) {
      found = catalog.best(capability, range).map(contract -> find(capability, contract.version()));
      remember(best, asked, found);
    }
    return found.orElse(null);
  }

  boolean accepts(VersionRange range, SemVer version) {
    Fit fit = new Fit(range, version);
    Boolean accepted = fits.get(fit);
    if (accepted == null) {
      accepted = range.accepts(version);
      remember(fits, fit, accepted);
    }
    return accepted;
  }

  private static <K, V> void remember(ConcurrentHashMap<K, V> map, K key, V value) {
    if (map.size() >= MOST_REMEMBERED) {
      map.clear();
    }
    map.put(key, value);
  }
}

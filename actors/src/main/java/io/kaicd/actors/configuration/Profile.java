package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.actors.configuration.ConfigurationEvent.By;
import io.kaicd.contract.json.Canonical;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A profile and its last versions.
 *
 * @param now the version that counts
 * @param past those before it, the oldest first, at most {@link #KEPT}; older ones are in the
 *     journal, see {@link Past}
 */
record Profile(String id, Version now, List<Version> past) {
  /** A part of the state and so of what replay must come to: a constant, and no setting. */
  static final int KEPT = 50;

  /** Those that ship: there from the start, empty, and not to be deleted. */
  static final Set<String> SHIPPED = Set.of("dev", "staging", "prod");

  static final By BY_HOST = new By("host", Instant.EPOCH, "it ships");

  /**
   * @param number that of the event which made it, 0 for what ships
   * @param parent the profile it inherits from, empty when it does from none
   * @param layer its own values, canonical; shared by all readers, so never changed
   */
  record Version(long number, By by, String parent, JsonNode layer) {
    Version {
      layer = Canonical.of(layer); // equal layers have equal bytes
    }
  }

  static Profile shipped(String id) {
    return created(id, new Version(0, BY_HOST, "", JsonNodeFactory.instance.objectNode()));
  }

  static Profile created(String id, Version first) {
    return new Profile(id, first, List.of());
  }

  boolean ships() {
    return SHIPPED.contains(id);
  }

  Profile next(Version version) {
    List<Version> before = new ArrayList<>(past);
    before.add(now);
    return new Profile(
        id, version, List.copyOf(before.size() > KEPT ? before.subList(1, before.size()) : before));
  }

  Optional<Version> version(long number) {
    return now.number() == number
        ? Optional.of(now)
        : past.stream().filter(v -> v.number() == number).findFirst();
  }

  /** As it was at a time; empty when that is before the versions that are kept, or before it. */
  Optional<Version> at(Instant time) {
    if (!now.by().at().isAfter(time)) {
      return Optional.of(now);
    }
    return past.reversed().stream().filter(v -> !v.by().at().isAfter(time)).findFirst();
  }
}

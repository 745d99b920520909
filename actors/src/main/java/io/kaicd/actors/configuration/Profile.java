package io.kaicd.actors.configuration;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.actors.configuration.ConfigurationEvent.By;
import io.kaicd.contract.configuration.History.Made;
import io.kaicd.contract.json.Canonical;
import io.kaicd.contract.json.Json;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A profile and its last versions.
 *
 * @param now the version that counts
 * @param past those before it, the oldest first, at most {@link #KEPT} and {@link #KEPT_BYTES};
 *     older ones are in the journal, see {@link Past}
 */
record Profile(String id, Version now, List<Version> past) {
  /** A part of the state and so of what replay must come to: a constant, and no setting. */
  static final int KEPT = 1_000;

  /** Of all kept versions before the one that counts, so that large layers fill no heap. */
  static final int KEPT_BYTES = 1024 * 1024;

  /** Those that ship: there from the start, empty, and not to be deleted. */
  static final Set<String> SHIPPED = Set.of("dev", "staging", "prod");

  static final By BY_HOST = new By("host", Instant.EPOCH, "it ships");

  /**
   * @param number that of the event which made it, 0 for what ships
   * @param parent the profile it inherits from, empty when it does from none
   * @param layer its own values, canonical; shared by all readers, so never changed
   * @param undoes the number of the version that this one took back, 0 for none
   * @param bytes of the layer as JSON; follows from it, and so is not written
   */
  record Version(
      long number, By by, String parent, JsonNode layer, long undoes, @JsonIgnore int bytes) {
    /** Equal layers have equal bytes. */
    @JsonCreator
    static Version of(
        @JsonProperty("number") long number,
        @JsonProperty("by") By by,
        @JsonProperty("parent") String parent,
        @JsonProperty("layer") JsonNode layer,
        @JsonProperty("undoes") long undoes) {
      JsonNode canonical = Canonical.of(layer);
      return new Version(number, by, parent, canonical, undoes, Json.bytes(canonical).length);
    }

    static Version of(long number, By by, String parent, JsonNode layer) {
      return of(number, by, parent, layer, 0);
    }

    Made made() {
      return new Made(number, by.actor(), by.at(), by.reason(), undoes);
    }
  }

  static Profile shipped(String id) {
    return created(id, Version.of(0, BY_HOST, "", JsonNodeFactory.instance.objectNode()));
  }

  static Profile created(String id, Version first) {
    return new Profile(id, first, List.of());
  }

  boolean ships() {
    return SHIPPED.contains(id);
  }

  Profile next(Version version) {
    ArrayDeque<Version> kept = new ArrayDeque<>();
    int bytes = now.bytes();
    kept.add(now); // the one before is always there to go back to
    for (Version older : past.reversed()) {
      bytes += older.bytes();
      if (kept.size() == KEPT || bytes > KEPT_BYTES) {
        break;
      }
      kept.addFirst(older);
    }
    return new Profile(id, version, List.copyOf(kept));
  }

  Optional<Version> version(long number) {
    return now.number() == number
        ? Optional.of(now)
        : past.stream().filter(v -> v.number() == number).findFirst();
  }

  /** The kept version before another; empty when that is the first, or it is kept no more. */
  Optional<Version> before(long number) {
    List<Version> all = new ArrayList<>(past);
    all.add(now);
    for (int i = 1; i < all.size(); i++) {
      if (all.get(i).number() == number) {
        return Optional.of(all.get(i - 1));
      }
    }
    return Optional.empty();
  }

  /** All that are kept, the newest first. */
  List<Version> kept() {
    List<Version> kept = new ArrayList<>();
    kept.add(now);
    kept.addAll(past.reversed());
    return kept;
  }

  /** As it was at a time; empty when that is before the versions that are kept, or before it. */
  Optional<Version> at(Instant time) {
    if (!now.by().at().isAfter(time)) {
      return Optional.of(now);
    }
    return past.reversed().stream().filter(v -> !v.by().at().isAfter(time)).findFirst();
  }
}

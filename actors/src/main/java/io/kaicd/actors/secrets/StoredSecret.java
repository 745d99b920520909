package io.kaicd.actors.secrets;

import io.kaicd.actors.secrets.VaultEvent.By;
import io.kaicd.actors.secrets.VaultEvent.SecretPut;
import io.kaicd.contract.secret.Destination;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A secret as the stream knows it.
 *
 * @param version the one in use
 * @param versions at least that one
 */
record StoredSecret(
    String name,
    int version,
    SortedMap<Integer, Version> versions,
    List<Destination> allow,
    Instant created,
    @Nullable Instant expires) {
  /** How many versions are kept, the one in use included. */
  static final int MOST_VERSIONS = 10;

  StoredSecret {
    versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    allow = List.copyOf(allow);
  }

  record Version(SealedValue value, By by) {}

  static StoredSecret of(@Nullable StoredSecret was, SecretPut put) {
    TreeMap<Integer, Version> versions = new TreeMap<>();
    if (was != null) {
      versions.putAll(was.versions);
    }
    put.forgotten().forEach(versions::remove);
    versions.put(put.version(), new Version(put.value(), put.by()));
    Instant created = was == null ? put.by().at() : was.created;
    return new StoredSecret(
        put.name(), put.version(), versions, put.allow(), created, put.expires());
  }

  StoredSecret at(int now) {
    return new StoredSecret(name, now, versions, allow, created, expires);
  }

  StoredSecret expiring(@Nullable Instant at) {
    return new StoredSecret(name, version, versions, allow, created, at);
  }

  /** The number that a new version gets. */
  int next() {
    return versions.lastKey() + 1;
  }

  /** What a new version pushes out: the oldest. */
  List<Integer> pushedOut() {
    return versions.keySet().stream()
        .limit(Math.max(0, versions.size() + 1 - MOST_VERSIONS))
        .toList();
  }

  boolean expired(Instant now) {
    return expires != null && !now.isBefore(expires);
  }
}

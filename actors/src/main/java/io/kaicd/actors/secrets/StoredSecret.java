package io.kaicd.actors.secrets;

import io.kaicd.actors.secrets.VaultEvent.By;
import io.kaicd.actors.secrets.VaultEvent.SecretPut;
import io.kaicd.contract.secret.Destination;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A secret as the stream knows it.
 *
 * @param version the one in use
 * @param versions at least that one
 */
record StoredSecret(
    String name, int version, SortedMap<Integer, Version> versions, Instant created) {
  /** How many versions are kept, the one in use included. */
  static final int MOST_VERSIONS = 10;

  StoredSecret {
    versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
  }

  /**
   * A value, with where it may go: who puts another value of the same name says where that one may
   * go, and nothing of this one.
   *
   * @param allow nowhere when it is empty
   */
  record Version(SealedValue value, By by, List<Destination> allow, @Nullable Instant expires) {
    Version {
      allow = List.copyOf(allow);
    }

    boolean expired(Instant now) {
      return expires != null && !now.isBefore(expires);
    }
  }

  static StoredSecret of(@Nullable StoredSecret was, SecretPut put) {
    TreeMap<Integer, Version> versions = new TreeMap<>();
    if (was != null) {
      versions.putAll(was.versions);
    }
    put.forgotten().forEach(versions::remove);
    versions.put(put.version(), new Version(put.value(), put.by(), put.allow(), put.expires()));
    return new StoredSecret(
        put.name(), put.version(), versions, was == null ? put.by().at() : was.created);
  }

  StoredSecret at(int now) {
    return new StoredSecret(name, now, versions, created);
  }

  /** The version in use alone: each has its own time. */
  StoredSecret expiring(@Nullable Instant at) {
    Version is = inUse();
    TreeMap<Integer, Version> changed = new TreeMap<>(versions);
    changed.put(version, new Version(is.value(), is.by(), is.allow(), at));
    return new StoredSecret(name, version, changed, created);
  }

  Version inUse() {
    return Objects.requireNonNull(versions.get(version), "its version in use");
  }

  /** Where the version in use may go. */
  List<Destination> allow() {
    return inUse().allow();
  }

  /** When the version in use expires. */
  @Nullable Instant expires() {
    return inUse().expires();
  }

  /** The ids of the data keys that its versions need. */
  Stream<String> deks() {
    return versions.values().stream().map(each -> each.value().dek());
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
    return inUse().expired(now);
  }
}

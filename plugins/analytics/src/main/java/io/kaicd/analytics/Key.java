package io.kaicd.analytics;

import java.util.Comparator;

/** What is counted apart. */
record Key(String service, String capability, String operation) implements Comparable<Key> {
  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::service)
          .thenComparing(Key::capability)
          .thenComparing(Key::operation);

  /** An empty name matches all. */
  boolean matches(String wantedService, String wantedCapability) {
    return (wantedService.isEmpty() || wantedService.equals(service))
        && (wantedCapability.isEmpty() || wantedCapability.equals(capability));
  }

  @Override
  public int compareTo(Key other) {
    return ORDER.compare(this, other);
  }
}

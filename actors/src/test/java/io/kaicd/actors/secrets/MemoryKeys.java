package io.kaicd.actors.secrets;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Wrapped keys that no disk slows. */
class MemoryKeys implements WrappedKeys {
  private final Map<String, WrappedKey> keys = new ConcurrentHashMap<>();
  private final Map<String, Instant> written = new ConcurrentHashMap<>();
  private final Clock clock;

  MemoryKeys(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void put(WrappedKey key) {
    if (keys.putIfAbsent(key.id(), key) != null) {
      throw new IllegalStateException("there is a key of that id");
    }
    written.put(key.id(), clock.instant());
  }

  @Override
  public Optional<WrappedKey> get(String id) {
    return Optional.ofNullable(keys.get(id));
  }

  @Override
  public boolean replace(WrappedKey was, WrappedKey next) {
    return keys.replace(was.id(), was, next);
  }

  @Override
  public void delete(String id) {
    keys.remove(id);
  }

  @Override
  public List<Listed> list() {
    return keys.keySet().stream()
        .map(id -> new Listed(id, written.getOrDefault(id, clock.instant())))
        .toList();
  }
}

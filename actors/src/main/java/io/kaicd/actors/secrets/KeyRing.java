package io.kaicd.actors.secrets;

import io.kaicd.actors.secrets.VaultState.Known;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an open vault in this node's memory: the root, the keys that it wraps, and the data
 * keys that were used. Closing overwrites them all, after the uses in flight have ended. Safe for
 * many threads.
 */
final class KeyRing implements AutoCloseable {
  private final Gcm gcm;
  private final String scope;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<String, KeyBytes> keks = new HashMap<>();
  private final Map<String, KeyBytes> deks = new ConcurrentHashMap<>();
  private Set<String> living = Set.of(); // the data keys that are worth remembering
  private @Nullable KeyBytes fingerprints;
  private KeyBytes root;
  private String rootId;
  private boolean closed;

  /** Thrown where the vault was locked between the asking and the use. */
  static final class Closed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Closed() {
      super("the key ring is closed");
    }
  }

  private KeyRing(Gcm gcm, String scope, KeyBytes root, String rootId) {
    this.gcm = gcm;
    this.scope = scope;
    this.root = root;
    this.rootId = rootId;
  }

  /**
   * Takes the root key over. Keys that do not open are lost, each by itself.
   *
   * @throws Unopenable when none opens: it is another root key
   */
  static KeyRing open(Gcm gcm, Known vault, KeyBytes root) throws Unopenable {
    KeyRing ring = new KeyRing(gcm, VaultStream.scope(vault.scope()), root, vault.root().id());
    ring.adopt(vault);
    if (ring.keks.isEmpty() && ring.fingerprints == null) {
      ring.close();
      throw new Unopenable("no key of the vault opens");
    }
    return ring;
  }

  /** Follows the vault's keys: opens new ones, overwrites those that are no longer there. */
  void adopt(Known vault) {
    lock.writeLock().lock();
    try {
      check();
      vault.keks().forEach(this::adopt);
      drop(keks, vault.keks().keySet());
      living = vault.deks();
      drop(deks, living);
      if (fingerprints == null) {
        fingerprints = openedOrNull(Belonging.fingerprint(scope, rootId), vault.fingerprintKey());
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void adopt(String id, Box box) {
    if (!keks.containsKey(id)) {
      KeyBytes key = openedOrNull(Belonging.kek(scope, id, rootId), box);
      if (key != null) {
        keks.put(id, key);
      }
    }
  }

  private @Nullable KeyBytes openedOrNull(Belonging belonging, Box box) {
    try {
      return KeyBytes.owning(gcm.open(root, belonging, box));
    } catch (Unopenable | IllegalArgumentException e) {
      return null;
    }
  }

  private static void drop(Map<String, KeyBytes> keys, Set<String> kept) {
    for (String id : new HashSet<>(keys.keySet())) {
      if (!kept.contains(id)) {
        Objects.requireNonNull(keys.remove(id)).destroy();
      }
    }
  }

  /** What a new root wraps: every key that could be opened. */
  record Rewrapped(SortedMap<String, Box> keks, @Nullable Box fingerprintKey) {}

  Rewrapped rewrap(KeyBytes next, String nextId) {
    return using(
        () -> {
          SortedMap<String, Box> boxes = new TreeMap<>();
          keks.forEach(
              (id, key) -> boxes.put(id, sealed(next, Belonging.kek(scope, id, nextId), key)));
          KeyBytes prints = fingerprints;
          return new Rewrapped(
              boxes,
              prints == null ? null : sealed(next, Belonging.fingerprint(scope, nextId), prints));
        });
  }

  /** Takes the new root key over, once the vault's stream has the change. */
  void changed(KeyBytes next, String nextId) {
    lock.writeLock().lock();
    try {
      if (closed) {
        next.destroy();
      }
      check();
      root.destroy();
      root = next;
      rootId = nextId;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** A new key, wrapped by the root. It is in the ring when the vault's stream has it. */
  Box wrapNew(String id, KeyBytes kek) {
    return using(() -> sealed(root, Belonging.kek(scope, id, rootId), kek));
  }

  boolean has(String kek) {
    return using(() -> keks.containsKey(kek));
  }

  /** Whether it is the root key; it stays its asker's. */
  boolean isRoot(KeyBytes key) {
    return using(() -> root.equals(key));
  }

  String rootId() {
    return using(() -> rootId);
  }

  String scope() {
    return scope;
  }

  /** The wrapped form of a data key; the key stays its maker's. */
  WrappedKey wrap(String kek, String name, int version, String dek, KeyBytes key)
      throws Unopenable {
    return usingChecked(
        () ->
            new WrappedKey(
                dek, kek, sealed(kek(kek), Belonging.dek(scope, name, version, dek, kek), key)));
  }

  /** The same data key under another key. */
  WrappedKey rewrap(WrappedKey was, String name, int version, String kek) throws Unopenable {
    return usingChecked(
        () -> {
          try (KeyBytes key = unwrapped(was, name, version)) {
            return wrap(kek, name, version, was.id(), key);
          }
        });
  }

  /** Whether it opens. */
  boolean opens(WrappedKey key, String name, int version) {
    return using(
        () -> {
          try (KeyBytes _ = unwrapped(key, name, version)) {
            return true;
          } catch (Unopenable e) {
            return false;
          }
        });
  }

  /**
   * What is in a value's box; its taker overwrites it.
   *
   * @param wrapped asked only where the data key has not been used since the vault was opened
   */
  byte[] open(SealedValue value, String name, int version, KeyOf wrapped) throws Unopenable {
    String dek = value.dek();
    Optional<byte[]> used =
        usingChecked(
            () -> {
              KeyBytes key = deks.get(dek);
              return key == null
                  ? Optional.empty()
                  : Optional.of(opened(key, value, name, version));
            });
    if (used.isPresent()) {
      return used.get();
    }
    WrappedKey read = wrapped.get(dek); // without the lock, which a store that hangs must not hold
    return usingChecked(
        () -> {
          if (living.contains(dek)) {
            return opened(remembered(dek, read, name, version), value, name, version);
          }
          try (KeyBytes once = unwrapped(read, name, version)) {
            return opened(once, value, name, version);
          }
        });
  }

  private byte[] opened(KeyBytes key, SealedValue value, String name, int version)
      throws Unopenable {
    return gcm.open(key, Belonging.value(scope, name, version, value.dek()), value.box());
  }

  private KeyBytes remembered(String dek, WrappedKey wrapped, String name, int version)
      throws Unopenable {
    KeyBytes opened = unwrapped(wrapped, name, version);
    KeyBytes first = deks.putIfAbsent(dek, opened);
    if (first != null) {
      opened.destroy();
      return first;
    }
    return opened;
  }

  private KeyBytes unwrapped(WrappedKey key, String name, int version) throws Unopenable {
    return KeyBytes.owning(
        gcm.open(
            kek(key.kek()), Belonging.dek(scope, name, version, key.id(), key.kek()), key.box()));
  }

  /** Empty when the key for fingerprints is lost. */
  String fingerprint(String name, byte[] value) {
    return using(() -> fingerprints == null ? "" : Fingerprint.of(fingerprints, name, value));
  }

  private KeyBytes kek(String id) throws Unopenable {
    KeyBytes key = keks.get(id);
    if (key == null) {
      throw new Unopenable("its key is not in the ring");
    }
    return key;
  }

  private Box sealed(KeyBytes with, Belonging belonging, KeyBytes key) {
    byte[] plain = key.getEncoded();
    try {
      return gcm.seal(with, belonging, plain);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closed = true;
      keks.values().forEach(KeyBytes::destroy);
      deks.values().forEach(KeyBytes::destroy);
      keks.clear();
      deks.clear();
      if (fingerprints != null) {
        fingerprints.destroy();
        fingerprints = null;
      }
      root.destroy();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Where a wrapped data key comes from. */
  interface KeyOf {
    WrappedKey get(String dek) throws Unopenable;
  }

  private interface Use<T> {
    T run() throws Unopenable;
  }

  private <T> T using(Supplier<T> use) {
    lock.readLock().lock();
    try {
      check();
      return use.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  private <T> T usingChecked(Use<T> use) throws Unopenable {
    lock.readLock().lock();
    try {
      check();
      return use.run();
    } finally {
      lock.readLock().unlock();
    }
  }

  private void check() {
    if (closed) {
      throw new Closed();
    }
  }
}

package io.kaicd.actors.secrets;

import io.kaicd.actors.secrets.VaultState.Known;
import io.kaicd.contract.secret.Destination;
import io.kaicd.contract.secret.Secret;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes keys and seals values, before the vault's stream is asked. */
final class KeyMaker {
  private static final int ID = 16;

  private final SecureRandom random;
  private final Gcm gcm;

  KeyMaker(SecureRandom random) {
    this.random = random;
    this.gcm = new Gcm(random);
  }

  Gcm gcm() {
    return gcm;
  }

  /** 128 random bits in hexadecimal. */
  String id() {
    byte[] bytes = new byte[ID];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Today's parameters, with a salt and an id of its own. */
  Root.Passphrase passphraseRoot() {
    return new Root.Passphrase(id(), Argon2.fresh(random));
  }

  /** A vault with its first key. The root key stays its maker's. */
  VaultCommand.SetUp setUp(Root root, KeyBytes rootKey) {
    String vault = id();
    String scope = VaultStream.scope(vault);
    String kek = id();
    SortedMap<String, Box> keks = new TreeMap<>();
    keks.put(kek, sealedNew(rootKey, Belonging.kek(scope, kek, root.id())));
    Box prints = sealedNew(rootKey, Belonging.fingerprint(scope, root.id()));
    return new VaultCommand.SetUp(vault, root, keks, kek, prints);
  }

  private Box sealedNew(KeyBytes with, Belonging belonging) {
    byte[] key = new byte[KeyBytes.SIZE];
    random.nextBytes(key);
    try (KeyBytes made = KeyBytes.owning(key)) {
      return gcm.seal(with, belonging, key);
    }
  }

  /** A further key for the ring: the first step of a rotation. */
  VaultCommand.AddKek newKek(KeyRing ring) {
    String id = id();
    try (KeyBytes kek = KeyBytes.random(random)) {
      return new VaultCommand.AddKek(id, ring.wrapNew(id, kek), ring.rootId());
    }
  }

  /**
   * A value under a data key of its own.
   *
   * @param key to be kept before the stream is asked
   */
  record Made(SealedValue value, WrappedKey key) {}

  /**
   * @throws Unopenable when the primary key is lost
   */
  Made seal(KeyRing ring, String kek, String name, int version, Secret value) throws Unopenable {
    String dek = id();
    try (KeyBytes key = KeyBytes.random(random)) {
      WrappedKey wrapped = ring.wrap(kek, name, version, dek, key);
      Belonging belonging = Belonging.value(ring.scope(), name, version, dek);
      return value.lend(
          plain ->
              new Made(
                  new SealedValue(
                      dek, gcm.seal(key, belonging, plain), ring.fingerprint(name, plain)),
                  wrapped));
    }
  }

  /** What to ask of the stream for a value, and the key to keep first. */
  record Putting(VaultCommand.Put command, WrappedKey key) {}

  /**
   * @throws Unopenable when the primary key is lost
   */
  Putting put(
      KeyRing ring,
      Known vault,
      String name,
      Secret value,
      List<Destination> allow,
      @Nullable Instant expires)
      throws Unopenable {
    StoredSecret was = vault.secrets().get(name);
    int version = was == null ? 1 : was.next();
    Made made = seal(ring, vault.primary(), name, version, value);
    return new Putting(
        new VaultCommand.Put(name, version, made.value(), vault.primary(), allow, expires),
        made.key());
  }
}

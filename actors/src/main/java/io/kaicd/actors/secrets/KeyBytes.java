package io.kaicd.actors.secrets;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKey;

/**
 * A raw 256-bit key that is overwritten when it is destroyed. The JDK's {@code SecretKeySpec} keeps
 * a copy that nobody can overwrite; this hands out copies that AES-GCM overwrites itself. What the
 * cipher expands from a key lives until that cipher is collected: the JDK has no way to clear it.
 */
final class KeyBytes implements SecretKey, AutoCloseable {
  static final int SIZE = 32;
  private static final long serialVersionUID = 1L;

  private final transient byte[] bytes;
  private volatile boolean destroyed;

  private KeyBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Takes the array over.
   *
   * @throws IllegalArgumentException when it is not 32 bytes
   */
  static KeyBytes owning(byte[] bytes) {
    if (bytes.length != SIZE) {
      Arrays.fill(bytes, (byte) 0);
      throw new IllegalArgumentException("a key has " + SIZE + " bytes");
    }
    return new KeyBytes(bytes);
  }

  static KeyBytes random(SecureRandom random) {
    byte[] bytes = new byte[SIZE];
    random.nextBytes(bytes);
    return new KeyBytes(bytes);
  }

  /**
   * From 44 characters of Base64, which are not overwritten.
   *
   * @throws IllegalArgumentException when they are not 32 bytes
   */
  static KeyBytes parse(byte[] base64) {
    return owning(Base64.getDecoder().decode(base64));
  }

  /** A key of its own with the same bytes; destroyed apart from this one. */
  KeyBytes copy() {
    return new KeyBytes(getEncoded());
  }

  @Override
  public String getAlgorithm() {
    return "AES";
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  /** A copy, which its taker must overwrite. */
  @Override
  public byte[] getEncoded() {
    if (destroyed) {
      throw new IllegalStateException("the key is destroyed");
    }
    return bytes.clone();
  }

  @Override
  public void destroy() {
    destroyed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public void close() {
    destroy();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyBytes key && MessageDigest.isEqual(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return KeyBytes.class.hashCode(); // nothing of the key
  }

  @Override
  public String toString() {
    return "KeyBytes[redacted]";
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a key is not written");
  }
}

package io.kaicd.actors.secrets;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/** AES-256-GCM by the JDK, with 96-bit random nonces and 128-bit tags. Safe for many threads. */
final class Gcm {
  static final int NONCE = 12;
  static final int TAG = 16;

  private final SecureRandom random;

  Gcm(SecureRandom random) {
    this.random = random;
  }

  Box seal(KeyBytes key, Belonging belonging, byte[] plain) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    return new Box(seal(key, nonce, belonging.bytes(), plain));
  }

  /** What was sealed; its taker overwrites it. */
  byte[] open(KeyBytes key, Belonging belonging, Box box) throws Unopenable {
    return open(key, belonging.bytes(), box.bytes());
  }

  static byte[] seal(KeyBytes key, byte[] nonce, byte[] aad, byte[] plain) {
    byte[] sealed = Arrays.copyOf(nonce, NONCE + plain.length + TAG);
    try {
      // One cipher a use: it keeps what it expands of a key, and is garbage with it.
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG * 8, nonce));
      cipher.updateAAD(aad);
      cipher.doFinal(plain, 0, plain.length, sealed, NONCE);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  static byte[] open(KeyBytes key, byte[] aad, byte[] sealed) throws Unopenable {
    if (sealed.length < NONCE + TAG) {
      throw new Unopenable("too short for a box");
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG * 8, sealed, 0, NONCE));
      cipher.updateAAD(aad);
      return cipher.doFinal(sealed, NONCE, sealed.length - NONCE);
    } catch (GeneralSecurityException e) {
      throw new Unopenable("the box does not open"); // no cause: nothing of it helps
    }
  }
}

package io.kaicd.actors.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;

/**
 * HMAC-SHA-256 of a secret's name, with its length in 4 bytes before it, and a value, cut to 64
 * bits: enough to tell two versions of a secret apart. The name is in it so that nobody learns what
 * one secret is by putting guesses as another.
 */
final class Fingerprint {
  private static final int BYTES = 8;

  private Fingerprint() {}

  static String of(KeyBytes key, String name, byte[] value) {
    try {
      byte[] named = name.getBytes(StandardCharsets.UTF_8);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(named.length).array());
      mac.update(named);
      return HexFormat.of().formatHex(mac.doFinal(value), 0, BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }
}

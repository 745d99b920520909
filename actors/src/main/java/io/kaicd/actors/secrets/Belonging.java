package io.kaicd.actors.secrets;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What a box belongs to. It is authenticated with the box, so that one that was moved to another
 * name, version, key or vault does not open.
 *
 * @param format what is in the box and how it is written, such as {@code kai-value/1}
 * @param scope the stream and the vault, such as {@code vault/5f0c...}
 * @param name the secret's, empty for a key of the vault itself
 * @param version the secret's, 0 for a key of the vault itself
 * @param key the id of the key in the box, or of the key that the value is encrypted with
 * @param under the id of the key that wraps the key in the box; empty for a value
 */
record Belonging(String format, String scope, String name, int version, String key, String under) {
  private static final String VALUE = "kai-value/1";
  private static final String DEK = "kai-dek/1";
  private static final String KEK = "kai-kek/1";
  private static final String FINGERPRINT = "kai-fingerprint/1";

  static Belonging value(String scope, String name, int version, String dek) {
    return new Belonging(VALUE, scope, name, version, dek, "");
  }

  static Belonging dek(String scope, String name, int version, String dek, String kek) {
    return new Belonging(DEK, scope, name, version, dek, kek);
  }

  static Belonging kek(String scope, String kek, String root) {
    return new Belonging(KEK, scope, "", 0, kek, root);
  }

  static Belonging fingerprint(String scope, String root) {
    return new Belonging(FINGERPRINT, scope, "", 0, "", root);
  }

  /** Each text has its length before it: no two belongings have the same bytes. */
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(out, format);
      write(out, scope);
      write(out, name);
      out.writeInt(version);
      write(out, key);
      write(out, under);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}

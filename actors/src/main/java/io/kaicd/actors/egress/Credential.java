package io.kaicd.actors.egress;

import io.kaicd.contract.definition.SecretWish;
import io.kaicd.contract.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One credential in its place, in bytes that are overwritten when it is closed. It has no text. */
final class Credential implements AutoCloseable {
  private static final String VALUE = "{value}";

  private final boolean header;
  private final String name;
  private final byte[] sent;
  private final List<byte[]> told;

  /**
   * @param told what would tell the value, were it repeated
   */
  private Credential(boolean header, String name, byte[] sent, List<byte[]> told) {
    this.header = header;
    this.name = name;
    this.sent = sent;
    this.told = told;
  }

  /** The secret stays its owner's. Empty when no header can carry it. */
  static Optional<Credential> of(SecretWish.Send send, Secret secret) {
    return secret.lend(
        value -> {
          byte[] bare = value.clone();
          byte[] written = send.basic() ? Base64.getEncoder().encode(bare) : bare;
          byte[] filled = filled(send.template(), written);
          boolean header = !send.in().equals("query");
          byte[] sent = header ? filled : encoded(filled);
          if (!header) {
            Arrays.fill(filled, (byte) 0);
          }
          List<byte[]> told =
              send.basic() ? ofPair(bare, written) : header ? List.of(bare) : List.of(bare, sent);
          Credential made =
              new Credential(header, send.name().toLowerCase(Locale.ROOT), sent, told);
          if (header && !printable(sent)) {
            made.close();
            return Optional.<Credential>empty();
          }
          return Optional.of(made);
        });
  }

  /** The password of {@code user:password} too; a user's name has no colon. */
  private static List<byte[]> ofPair(byte[] pair, byte[] written) {
    for (int i = 0; i < pair.length; i++) {
      if (pair[i] == ':') {
        return List.of(pair, written, Arrays.copyOfRange(pair, i + 1, pair.length));
      }
    }
    return List.of(pair, written);
  }

  private static byte[] filled(String template, byte[] value) {
    int at = template.indexOf(VALUE);
    byte[] before = template.substring(0, at).getBytes(StandardCharsets.ISO_8859_1);
    byte[] after = template.substring(at + VALUE.length()).getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = Arrays.copyOf(before, before.length + value.length + after.length);
    System.arraycopy(value, 0, all, before.length, value.length);
    System.arraycopy(after, 0, all, before.length + value.length, after.length);
    return all;
  }

  private static boolean printable(byte[] bytes) {
    for (byte each : bytes) {
      if (each < ' ' || each > '~') {
        return false;
      }
    }
    return true;
  }

  private static byte[] encoded(byte[] bytes) {
    byte[] roomy = new byte[bytes.length * 3];
    int to = 0;
    for (byte each : bytes) {
      if (unreserved(each)) {
        roomy[to++] = each;
      } else {
        roomy[to++] = '%';
        roomy[to++] = hex(each >> 4);
        roomy[to++] = hex(each);
      }
    }
    byte[] exact = Arrays.copyOf(roomy, to);
    Arrays.fill(roomy, (byte) 0);
    return exact;
  }

  private static boolean unreserved(byte each) {
    return (each >= 'a' && each <= 'z')
        || (each >= 'A' && each <= 'Z')
        || (each >= '0' && each <= '9')
        || "-._~".indexOf(each) >= 0;
  }

  private static byte hex(int digit) {
    return (byte) "0123456789ABCDEF".charAt(digit & 0xf);
  }

  /** Else it is a parameter of the query. */
  boolean header() {
    return header;
  }

  /** Lower case. */
  String name() {
    return name;
  }

  /** As it is written; lent. */
  byte[] sent() {
    return sent;
  }

  /** All bytes that would tell the value; lent. */
  List<byte[]> told() {
    return told;
  }

  @Override
  public void close() {
    Arrays.fill(sent, (byte) 0);
    told.forEach(each -> Arrays.fill(each, (byte) 0));
  }
}

package io.kaicd.node.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A certificate's SHA-256, as OpenSSL writes it: {@code 1F:C0:...}, 32 bytes.
 *
 * @param text in that form
 */
public record Fingerprint(String text) {
  private static final Pattern HEX = Pattern.compile("[0-9A-F]{64}");
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

  public static Fingerprint of(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return new Fingerprint(COLONS.formatHex(digest));
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException(e); // every JDK has it, and it was encoded when it was read
    }
  }

  /**
   * Reads 64 hexadecimal digits, with colons or without, in either case.
   *
   * @throws IllegalArgumentException when the text is something else
   */
  public static Fingerprint parse(String text) {
    String digits = text.strip().replace(":", "").toUpperCase(Locale.ROOT);
    if (!HEX.matcher(digits).matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no SHA-256 fingerprint: 64 hexadecimal digits, with or without colons");
    }
    return new Fingerprint(COLONS.formatHex(HexFormat.of().parseHex(digits)));
  }

  @Override
  public String toString() {
    return text;
  }
}

package io.kaicd.node.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An identity from two PEM files. */
final class GivenIdentity {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)");

  private GivenIdentity() {}

  /**
   * @throws IdentityRefused when a file cannot be read, is of another form, has expired, or does
   *     not fit the other
   */
  static ServerIdentity read(Path certificates, Path keyFile, Instant now) throws IdentityRefused {
    List<X509Certificate> chain = chain(certificates);
    X509Certificate own = chain.getFirst();
    PrivateKey key = key(keyFile, own.getPublicKey().getAlgorithm());
    if (!KeyPairs.match(own.getPublicKey(), key)) {
      boolean later = chain.stream().anyMatch(c -> KeyPairs.match(c.getPublicKey(), key));
      throw new IdentityRefused(
          "the key in " + keyFile + " is not that of the first certificate in " + certificates,
          later
              ? "Put the node's own certificate first, then those that lead to its authority"
              : "Give the key that the certificate was made with");
    }
    if (own.getNotAfter().toInstant().isBefore(now)) {
      throw new IdentityRefused(
          "the certificate in " + certificates + " expired at " + own.getNotAfter().toInstant(),
          "Give a newer one, or let the node make its own with --tls auto");
    }
    return new ServerIdentity(certificates, chain, key);
  }

  private static List<X509Certificate> chain(Path file) throws IdentityRefused {
    byte[] bytes = read(file);
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (CertificateException e) {
      // said below
    }
    throw new IdentityRefused(
        file + " holds no certificates in PEM",
        "Give a file with -----BEGIN CERTIFICATE-----; from PKCS#12: openssl pkcs12 -in FILE.p12"
            + " -nokeys -out certificate.pem");
  }

  private static PrivateKey key(Path file, String algorithm) throws IdentityRefused {
    String text = new String(read(file), StandardCharsets.ISO_8859_1);
    Matcher pem = KEY.matcher(text);
    if (!pem.find()) {
      throw otherForm(file, text);
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // the cause may quote the key
      throw new IdentityRefused(
          "the key in " + file + " is damaged, or is no " + algorithm + " key as its certificate's",
          "Give the key that the certificate was made with");
    }
  }

  private static IdentityRefused otherForm(Path file, String text) {
    Matcher other = OTHER_KEY.matcher(text);
    if (other.find()) {
      return new IdentityRefused(
          file
              + " holds an "
              + other.group(1)
              + "; only a PRIVATE KEY (PKCS#8, not encrypted) is read",
          "Convert it: openssl pkcs8 -topk8 -nocrypt -in " + file + " -out key.pem");
    }
    return new IdentityRefused(
        file + " holds no private key in PEM",
        "Give a file with -----BEGIN PRIVATE KEY-----; from DER: openssl pkcs8 -inform DER -in "
            + file
            + " -nocrypt -out key.pem");
  }

  private static byte[] read(Path file) throws IdentityRefused {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IdentityRefused(
          file + " cannot be read: " + e.getClass().getSimpleName(),
          "Name a file that the node may read");
    }
  }
}

package io.kaicd.node.tls;

import io.kaicd.actors.journal.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The identity that a node makes itself and keeps in {@code tls/} of its data folder. */
final class OwnIdentity {
  /** A node with less left makes a new one at its start. */
  static final Duration RENEW_BEFORE = Duration.ofDays(30);

  private static final Logger LOG = LoggerFactory.getLogger(OwnIdentity.class);

  private OwnIdentity() {}

  /**
   * The one that is kept, or a new one when there is none, it ends soon, or it lacks a name.
   *
   * @throws IdentityRefused when the folder cannot be written
   */
  static ServerIdentity in(Path folder, String nodeId, Set<String> names, Instant now)
      throws IdentityRefused {
    Path certificate = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    if (Files.exists(certificate) || Files.exists(key)) {
      try {
        ServerIdentity kept = GivenIdentity.read(certificate, key, now);
        String lacks = lack(kept, names, now);
        if (lacks.isEmpty()) {
          return kept;
        }
        LOG.info("a new certificate is made: {}", lacks);
      } catch (IdentityRefused e) { // as after a crash between the two files
        LOG.warn("a new certificate is made: {}", e.getMessage());
      }
    }
    try {
      make(certificate, key, nodeId, names, now);
    } catch (IOException | GeneralSecurityException e) {
      throw new IdentityRefused(
          "the certificate cannot be kept in " + folder + ": " + e.getClass().getSimpleName(),
          "Make the folder writable and free space on its disk");
    }
    return GivenIdentity.read(certificate, key, now);
  }

  private static String lack(ServerIdentity kept, Set<String> names, Instant now) {
    if (kept.until().isBefore(now.plus(RENEW_BEFORE))) {
      return "the old one ends at " + kept.until();
    }
    return CertificateNames.covers(kept.certificate(), names)
        ? ""
        : "the old one does not hold for all of " + names;
  }

  private static void make(
      Path certificate, Path key, String nodeId, Set<String> names, Instant now)
      throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    X509Certificate made = CertificateMaker.make(nodeId, pair, names, now);
    DurableFiles.replace(key, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    DurableFiles.replace(certificate, pem("CERTIFICATE", made.getEncoded()));
  }

  private static byte[] pem(String what, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return ("-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}

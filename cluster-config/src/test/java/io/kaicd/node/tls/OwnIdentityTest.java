package io.kaicd.node.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnIdentityTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Set<String> NAMES =
      CertificateNames.of("0.0.0.0", List.of("Box.lan:7480", "[fd00::1]"), "laptop");
  @TempDir private Path folder;

  private ServerIdentity at(Instant when, Set<String> names) throws IdentityRefused {
    return OwnIdentity.in(folder, "n1", names, when);
  }

  @Test
  void holdsForItsNamesAndForNoWildcard() throws Exception {
    X509Certificate made = at(NOW, NAMES).certificate();

    assertThat(made.getSubjectAlternativeNames())
        .extracting(entry -> entry.get(0) + " " + entry.get(1))
        .containsExactlyInAnyOrder(
            "2 localhost",
            "2 laptop",
            "2 box.lan",
            "7 127.0.0.1",
            "7 0:0:0:0:0:0:0:1",
            "7 fd00:0:0:0:0:0:0:1");
    assertThat(Duration.between(made.getNotBefore().toInstant(), made.getNotAfter().toInstant()))
        .isLessThanOrEqualTo(Duration.ofDays(398));
    assertThat(made.getPublicKey().getAlgorithm()).isEqualTo("EC");
    assertThat(made.getBasicConstraints()).as("signs no others").isEqualTo(-1);
    made.verify(made.getPublicKey());
  }

  @Test
  void isKeptForItsOwnerAlone() throws Exception {
    Fingerprint first = at(NOW, NAMES).fingerprint();

    assertThat(at(NOW.plus(Duration.ofDays(300)), NAMES).fingerprint()).isEqualTo(first);
    assertThat(at(NOW, Set.of("localhost")).fingerprint()).as("fewer names").isEqualTo(first);
    for (String file : List.of("key.pem", "certificate.pem")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void isMadeAnewBeforeItEndsAndWhenANameIsMissing() throws Exception {
    ServerIdentity first = at(NOW, NAMES);
    Instant late = first.until().minus(OwnIdentity.RENEW_BEFORE);

    assertThat(at(late, NAMES).fingerprint()).isEqualTo(first.fingerprint());
    ServerIdentity second = at(late.plusSeconds(1), NAMES);
    assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
    assertThat(second.until()).isAfter(first.until());

    ServerIdentity third = at(late, CertificateNames.of("other.lan", List.of(), "laptop"));
    assertThat(third.fingerprint()).isNotEqualTo(second.fingerprint());
  }

  @Test
  void halvesThatDoNotFitAreReplacedByAWhole() throws Exception {
    // Given a crash between the two files of a renewal
    Fingerprint first = at(NOW, NAMES).fingerprint();
    byte[] old = Files.readAllBytes(folder.resolve("certificate.pem"));
    Files.delete(folder.resolve("key.pem"));
    Fingerprint second = at(NOW, NAMES).fingerprint();
    assertThat(second).isNotEqualTo(first);

    Files.write(folder.resolve("certificate.pem"), old);
    ServerIdentity third = at(NOW, NAMES);
    assertThat(third.fingerprint()).isNotIn(first, second);
    assertThat(at(NOW, NAMES).fingerprint()).isEqualTo(third.fingerprint());
  }

  @Test
  void givenFilesMustBeWholeFitAndHold() throws Exception {
    ServerIdentity made = at(NOW, NAMES);
    Path certificate = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    assertThat(GivenIdentity.read(certificate, key, NOW).fingerprint())
        .isEqualTo(made.fingerprint());

    refused(() -> GivenIdentity.read(certificate, key, made.until().plusSeconds(1)), "expired");
    refused(() -> GivenIdentity.read(key, key, NOW), "no certificates in PEM");
    refused(() -> GivenIdentity.read(certificate, certificate, NOW), "no private key");
    refused(() -> GivenIdentity.read(folder.resolve("none"), key, NOW), "cannot be read");

    Path other = Files.createDirectory(folder.resolve("other"));
    OwnIdentity.in(other, "n2", NAMES, NOW);
    refused(
        () -> GivenIdentity.read(certificate, other.resolve("key.pem"), NOW),
        "not that of the first");
    Path wrongOrder = folder.resolve("chain.pem");
    Files.writeString(
        wrongOrder,
        Files.readString(certificate) + Files.readString(other.resolve("certificate.pem")));
    assertThatThrownBy(() -> GivenIdentity.read(wrongOrder, other.resolve("key.pem"), NOW))
        .isInstanceOfSatisfying(
            IdentityRefused.class,
            e -> assertThat(e.remedy()).contains("the node's own certificate first"));
  }

  @Test
  void keysOfOtherFormsAreToldApartWithTheWayToConvertThem() throws Exception {
    at(NOW, NAMES);
    Path certificate = folder.resolve("certificate.pem");
    Path other = folder.resolve("other.pem");
    for (String form : List.of("EC PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY")) {
      Files.writeString(other, "-----BEGIN " + form + "-----\nAAAA\n-----END " + form + "-----\n");
      assertThatThrownBy(() -> GivenIdentity.read(certificate, other, NOW))
          .hasMessageContaining(form)
          .isInstanceOfSatisfying(
              IdentityRefused.class,
              e -> assertThat(e.remedy()).contains("openssl pkcs8 -topk8 -nocrypt -in " + other));
    }
    Files.writeString(other, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(() -> GivenIdentity.read(certificate, other, NOW))
        .hasMessageContaining("damaged")
        .hasNoCause();
  }

  @Test
  void fingerprintsAreReadInEveryUsualForm() {
    String digits = "0a".repeat(32);
    Fingerprint plain = Fingerprint.parse(digits);

    assertThat(plain.text()).startsWith("0A:0A:").hasSize(95);
    assertThat(Fingerprint.parse(plain.text())).isEqualTo(plain);
    assertThatThrownBy(() -> Fingerprint.parse("0a0b")).hasMessageContaining("64 hexadecimal");
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable reading, String why) {
    assertThatThrownBy(reading).isInstanceOf(IdentityRefused.class).hasMessageContaining(why);
  }
}

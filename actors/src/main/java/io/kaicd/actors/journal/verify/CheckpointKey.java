package io.kaicd.actors.journal.verify;

import io.kaicd.actors.journal.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The key that a node signs its checkpoints with: a 0600 file, made when it is first needed. */
public final class CheckpointKey {
  private static final String ALGORITHM = "Ed25519";
  private static final String NAME = "checkpoint.key";

  private CheckpointKey() {}

  /** SHA-256 of a public key, in hex. */
  public static String fingerprint(byte[] publicKey) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(publicKey));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The fingerprint of a folder's key; empty when it has none. */
  public static Optional<String> fingerprintIn(Path data) throws IOException {
    return Files.exists(data.resolve(NAME))
        ? Optional.of(fingerprint(of(data).getPublic().getEncoded()))
        : Optional.empty();
  }

  /**
   * @throws IOException when the file cannot be read or made, or holds no key
   */
  public static synchronized KeyPair of(Path data) throws IOException {
    Path file = data.resolve(NAME);
    try {
      if (!Files.exists(file) || Files.size(file) == 0) { // a power cut left it empty once
        KeyPair made = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        Base64.Encoder base64 = Base64.getEncoder();
        String text =
            base64.encodeToString(made.getPublic().getEncoded())
                + "\n"
                + base64.encodeToString(made.getPrivate().getEncoded())
                + "\n";
        keep(file, text.getBytes(StandardCharsets.US_ASCII));
      }
      List<String> lines = Files.readAllLines(file);
      if (lines.size() != 2) {
        throw new IOException(file + " holds no key");
      }
      KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
      Base64.Decoder base64 = Base64.getDecoder();
      return new KeyPair(
          keys.generatePublic(new X509EncodedKeySpec(base64.decode(lines.get(0)))),
          keys.generatePrivate(new PKCS8EncodedKeySpec(base64.decode(lines.get(1)))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(file + " holds no key", e);
    }
  }

  /** Another process may be first: then its key is the one. */
  private static void keep(Path file, byte[] text) throws IOException {
    if (Files.exists(file)) {
      DurableFiles.replace(file, text);
      return;
    }
    try {
      DurableFiles.create(file, text);
    } catch (FileAlreadyExistsException e) {
      // read by the caller
    }
  }
}

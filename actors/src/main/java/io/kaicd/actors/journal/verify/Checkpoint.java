package io.kaicd.actors.journal.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.verify.Verifier.Known;
import io.kaicd.contract.json.Canonical;
import io.kaicd.contract.json.Json;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The heads of a node's streams at one time, signed (Ed25519), in one line that can be kept
 * elsewhere. Whoever can write the data folder can also write its anchors and sign with its key, so
 * only a checkpoint that was kept elsewhere shows that the whole folder was rolled back.
 */
public record Checkpoint(JsonNode line) {
  private static final String ALGORITHM = "Ed25519";

  /** Signs the heads. */
  public static Checkpoint sign(String node, Instant at, List<Known> heads, KeyPair key) {
    ObjectNode line = Json.shared().createObjectNode();
    line.put("checkpoint", 1);
    line.put("node", node);
    line.put("at", at.toString());
    ObjectNode byStream = line.putObject("heads");
    heads.forEach(head -> byStream.put(head.stream(), head.head().toString()));
    line.put("key", Base64.getEncoder().encodeToString(key.getPublic().getEncoded()));
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key.getPrivate());
      signature.update(Json.bytes(Canonical.of(line)));
      line.put("signature", Base64.getEncoder().encodeToString(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
    return new Checkpoint(Canonical.of(line));
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException when it is no checkpoint, or its signature does not hold
   */
  public static Checkpoint parse(String text) {
    try {
      JsonNode line = Json.shared().readTree(text);
      if (!(line instanceof ObjectNode object) || line.path("checkpoint").asInt() != 1) {
        throw new IllegalArgumentException("the line is no checkpoint");
      }
      ObjectNode signed = object.deepCopy();
      signed.remove("signature");
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(publicKey(line.path("key").asText()));
      signature.update(Json.bytes(Canonical.of(signed)));
      if (!signature.verify(Base64.getDecoder().decode(line.path("signature").asText()))) {
        throw new IllegalArgumentException("the checkpoint's signature does not hold");
      }
      return new Checkpoint(line);
    } catch (JsonProcessingException | GeneralSecurityException e) {
      throw new IllegalArgumentException("the line is no checkpoint that this version reads", e);
    }
  }

  /** Whether a line is one at all, rather than what a crash left of one. */
  public static boolean whole(String text) {
    try {
      return Json.shared().readTree(text) instanceof ObjectNode;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static PublicKey publicKey(String base64) throws GeneralSecurityException {
    return KeyFactory.getInstance(ALGORITHM)
        .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }

  /**
   * Which key it is signed with. Anybody can sign a line with a key of his own: the line proves
   * something only when its key is known to be the node's.
   */
  public String fingerprint() {
    return CheckpointKey.fingerprint(Base64.getDecoder().decode(line.path("key").asText()));
  }

  /** The heads that the journal must still contain. */
  public List<Known> heads() {
    List<Known> known = new ArrayList<>();
    String by = "the checkpoint of " + line.path("at").asText();
    line.path("heads")
        .properties()
        .forEach(
            head -> known.add(new Known(head.getKey(), Head.parse(head.getValue().asText()), by)));
    return known;
  }

  @Override
  public String toString() {
    return line.toString();
  }
}

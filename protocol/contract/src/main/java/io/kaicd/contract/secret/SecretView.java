package io.kaicd.contract.secret;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of a secret; never its value.
 *
 * @param version the one in use
 * @param versions all that are kept, the newest last
 * @param lastUsed on any node, as far as the one that is asked has heard: of others a period of the
 *     audit later; nothing when it never was
 * @param expires when the version in use does; nothing when it does not
 * @param allow where the version in use may be sent; nowhere else
 */
public record SecretView(
    String name,
    int version,
    Condition condition,
    List<Version> versions,
    List<Destination> allow,
    Instant created,
    @Nullable Instant lastUsed,
    @Nullable Instant expires) {
  public SecretView {
    versions = List.copyOf(versions);
    allow = List.copyOf(allow);
  }

  /** Whether it can be used, and why not. */
  public enum Condition {
    @JsonProperty("ready")
    READY,
    /** The vault is locked on this node, so that it is not known. */
    @JsonProperty("locked")
    LOCKED,
    @JsonProperty("expired")
    EXPIRED,
    /** Its key is lost. Only this secret is; put its value again. */
    @JsonProperty("undecryptable")
    UNDECRYPTABLE
  }

  /**
   * @param fingerprint HMAC-SHA-256 of name and value under a key of the vault, cut to 16
   *     hexadecimal digits: it tells whether two versions of a secret are the same, and nothing of
   *     another secret
   * @param allow where this version may be sent, which stays as it was put
   */
  public record Version(
      int version,
      String fingerprint,
      String by,
      Instant created,
      Condition condition,
      List<Destination> allow,
      @Nullable Instant expires) {
    public Version {
      allow = List.copyOf(allow);
    }
  }
}

package io.kaicd.http.gate;

import io.kaicd.contract.call.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The ring of a node with one token, whose owner may do all. */
public final class SingleToken implements KeyRing {
  private static final int LEAST = 32;

  private final byte[] token;
  private final Caller owner;

  /**
   * @param id what the key is called in logs and events
   * @throws IllegalArgumentException when the token is shorter than {@value #LEAST} characters
   */
  public SingleToken(String id, String token, Caller owner) {
    if (token.length() < LEAST) {
      throw new IllegalArgumentException("the token " + id + " is too short");
    }
    this.token = token.getBytes(StandardCharsets.UTF_8);
    this.owner = owner;
  }

  @Override
  public @Nullable Caller owner(String offered) {
    return MessageDigest.isEqual(offered.getBytes(StandardCharsets.UTF_8), token) ? owner : null;
  }
}

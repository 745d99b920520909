package io.kaicd.http.gate;

import io.kaicd.contract.call.Caller;
import org.jspecify.annotations.Nullable;

/** Knows the keys. It is asked at every request, so that a revoked key ends at once. */
@FunctionalInterface
public interface KeyRing {
  /**
   * Whose token this is. An implementation compares in a time that does not depend on where a wrong
   * token differs.
   *
   * @param token the text after {@code Bearer}, as sent by a stranger
   * @return null when it is nobody's
   */
  @Nullable Caller owner(String token);

  /**
   * The actor of a token that {@link #owner} does not accept any more, for the audit: it may do
   * nothing.
   *
   * @return null when it never was one
   */
  default @Nullable String holder(String token) {
    return null;
  }
}

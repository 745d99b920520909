package io.kaicd.contract.audit;

import io.kaicd.contract.error.ErrorCode;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A request that was turned away for who sent it, or from where. All of it is the node's own words:
 * no path, header or token, which a stranger chooses.
 *
 * @param actor the id of a known key, {@link #NOBODY} without one
 * @param operation the endpoint's id in the OpenAPI document, {@link #NOWHERE} when the request was
 *     refused before its path was looked at, or its path leads to none
 */
public record Denial(ErrorCode code, String actor, String operation) {
  public static final String NOBODY = "nobody";
  public static final String NOWHERE = "-";

  private static final Set<ErrorCode> CODES =
      Collections.unmodifiableSet(
          EnumSet.of(
              ErrorCode.AUTH_MISSING,
              ErrorCode.AUTH_INVALID,
              ErrorCode.AUTH_FORBIDDEN,
              ErrorCode.HOST_REFUSED,
              ErrorCode.ORIGIN_REFUSED,
              ErrorCode.VAULT_PASSPHRASE_WRONG));

  /** Whether a refusal with this code is a denial, and not a mistake or a want of room. */
  public static boolean is(ErrorCode code) {
    return CODES.contains(code);
  }
}

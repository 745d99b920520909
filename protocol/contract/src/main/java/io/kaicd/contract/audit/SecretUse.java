package io.kaicd.contract.audit;

import io.kaicd.contract.error.ErrorCode;

/**
 * A secret that a request on its way out needed.
 *
 * @param outcome {@link #SENT}, or the code of the refusal, such as {@code vault.locked}
 */
public record SecretUse(SecretUser user, String outcome) {
  public static final String SENT = "sent";

  /** What the journal is told before a secret is sent. */
  public static final String BEGUN = "begun";

  public static SecretUse sent(SecretUser user) {
    return new SecretUse(user, SENT);
  }

  public static SecretUse refused(SecretUser user, ErrorCode why) {
    return new SecretUse(user, why.text());
  }
}

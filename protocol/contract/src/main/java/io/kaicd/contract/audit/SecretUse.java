package io.kaicd.contract.audit;

import io.kaicd.contract.error.ErrorCode;

/**
 * A secret that a request on its way out needed.
 *
 * @param secret its name, never its value
 * @param service that sends the request
 * @param actor whose call it is, {@code host} for the host's own
 * @param outcome {@link #SENT}, or the code of the refusal, such as {@code vault.locked}
 */
public record SecretUse(String secret, String service, String actor, String outcome) {
  public static final String SENT = "sent";

  public static SecretUse sent(String secret, String service, String actor) {
    return new SecretUse(secret, service, actor, SENT);
  }

  public static SecretUse refused(String secret, String service, String actor, ErrorCode why) {
    return new SecretUse(secret, service, actor, why.text());
  }
}

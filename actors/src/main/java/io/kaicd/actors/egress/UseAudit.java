package io.kaicd.actors.egress;

import io.kaicd.contract.audit.Audit;
import io.kaicd.contract.audit.SecretUse;
import io.kaicd.contract.audit.SecretUser;
import io.kaicd.contract.error.ErrorCode;

/**
 * Tells of each use of a secret, under whose call the request is sent for; the service itself is
 * named for what it sends on its own account.
 */
record UseAudit(Audit audit) {
  /**
   * To be called before it is sent; may wait for the journal.
   *
   * @throws io.kaicd.contract.error.RejectedException {@code storage.full}, {@code
   *     storage.unavailable}
   */
  void begin(String secret, String service) {
    audit.begin(user(secret, service));
  }

  void sent(String secret, String service) {
    audit.used(SecretUse.sent(user(secret, service)));
  }

  void refused(String secret, String service, ErrorCode why) {
    audit.used(SecretUse.refused(user(secret, service), why));
  }

  private static SecretUser user(String secret, String service) {
    return new SecretUser(secret, service, Behalf.current().actorOr("service:" + service));
  }
}

package io.kaicd.actors.egress;

import io.kaicd.contract.audit.Audit;
import io.kaicd.contract.audit.SecretUse;
import io.kaicd.contract.audit.SecretUser;
import io.kaicd.contract.error.RejectedException;

/**
 * Tells of each use of a secret, under whose call the request is sent for; the service itself is
 * named for what it sends on its own account.
 */
record UseAudit(Audit audit) {
  /**
   * To be called before it is sent; may wait for the journal.
   *
   * @throws RejectedException {@code storage.full}, {@code storage.unavailable}
   */
  void sending(String secret, String service) {
    SecretUser user = user(secret, service);
    try {
      audit.begin(user);
    } catch (RejectedException e) {
      throw refused(secret, service, e);
    }
    audit.used(SecretUse.sent(user));
  }

  RejectedException refused(String secret, String service, RejectedException why) {
    audit.used(SecretUse.refused(user(secret, service), why.rejection().code()));
    return why;
  }

  private static SecretUser user(String secret, String service) {
    return new SecretUser(secret, service, Behalf.current().actorOr("service:" + service));
  }
}

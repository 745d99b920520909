package io.kaicd.node;

import io.kaicd.actors.egress.VaultSecrets;
import io.kaicd.contract.audit.Audit;
import io.kaicd.contract.audit.SecretUse;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.secret.Secret;
import java.net.URI;
import java.util.function.BiFunction;

/**
 * The vault's secrets for the way out, each use and each refusal counted. Whose call it was is in
 * the call's own record: a service may ask on its own, or for many calls at once.
 */
record AuditedSecrets(BiFunction<String, URI, Secret> vault, Audit audit) implements VaultSecrets {
  @Override
  public Secret open(String name, String service, URI to) {
    String asker = "service:" + service;
    try {
      Secret opened = vault.apply(name, to);
      audit.used(SecretUse.sent(name, service, asker));
      return opened;
    } catch (RejectedException e) {
      audit.used(SecretUse.refused(name, service, asker, e.rejection().code()));
      throw e;
    }
  }
}

package io.kaicd.node;

import io.kaicd.actors.egress.Behalf;
import io.kaicd.actors.egress.VaultSecrets;
import io.kaicd.contract.audit.Audit;
import io.kaicd.contract.audit.SecretUse;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.secret.Secret;
import java.net.URI;
import java.util.function.BiFunction;

/**
 * The vault's secrets for the way out, each use and each refusal counted under whose call the
 * request is sent for; the service itself is named for what it sends on its own account.
 */
record AuditedSecrets(BiFunction<String, URI, Secret> vault, Audit audit) implements VaultSecrets {
  @Override
  public Secret open(String name, String service, URI to) {
    String asker = Behalf.current().actorOr("service:" + service);
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

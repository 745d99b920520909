package io.kaicd.actors.egress;

import io.kaicd.contract.secret.Secret;
import java.net.URI;

/** The vault as the way out sees it. */
@FunctionalInterface
public interface VaultSecrets {
  /**
   * A value for one request, which its taker closes.
   *
   * @param to where the request goes
   * @throws io.kaicd.contract.error.RejectedException {@code vault.unset}, {@code vault.locked},
   *     {@code secret.unknown}, {@code secret.expired}, {@code secret.host-not-allowed}, {@code
   *     secret.undecryptable}, {@code storage.unavailable}
   */
  Secret open(String name, URI to);
}

package io.kaicd.actors.egress;

import io.kaicd.contract.definition.SecretWish;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.egress.EgressLine;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.registry.ServiceSpec;
import io.kaicd.contract.secret.Secret;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * What a service's requests carry as credentials. Values are opened for each request and kept
 * nowhere.
 */
final class Credentials {
  private final List<SecretWish> wishes;
  private final String service;
  private final ServiceSpec spec;
  private final SecretSource sources;

  Credentials(
      String service, ServiceDefinition definition, ServiceSpec spec, SecretSource sources) {
    this.service = service;
    this.wishes = definition.secrets();
    this.spec = spec;
    this.sources = sources;
  }

  /**
   * To be closed when the request's reply has been read.
   *
   * @param to where the request goes; may wait for the vault's store, and for the journal
   * @throws RejectedException {@code secret.missing}, {@code egress.refused} and what the vault
   *     refuses with
   */
  Opened read(URI to) {
    Opened read = new Opened(new ArrayList<>(wishes.size()), new ArrayList<>(0));
    try {
      for (SecretWish wish : wishes) {
        ServiceSpec.SecretRef ref = spec.secrets().get(wish.name());
        if (ref != null) {
          checkPlace(wish);
          try (Secret value = opened(wish, ref, to, read.unbound())) {
            read.all()
                .add(
                    Credential.of(wish.send(), value)
                        .orElseThrow(() -> missing(wish, "it has characters that no header may")));
          }
        } else if (wish.required()) {
          throw missing(wish, "the service names none for it");
        }
      }
      return read;
    } catch (RuntimeException e) {
      read.all().forEach(Credential::close);
      throw e;
    }
  }

  // A definition from before this was checked at its installation may be in the journal.
  private static void checkPlace(SecretWish wish) {
    if (wish.send().hostsOwn()) {
      throw ErrorCode.EGRESS_REFUSED
          .reject("the header '" + wish.send().name() + "' is the host's to send")
          .withRemedy("The definition is at fault: its secret needs another header")
          .asException();
    }
  }

  private Secret opened(SecretWish wish, ServiceSpec.SecretRef ref, URI to, List<String> unbound) {
    if (ref.secret() == null) {
      String variable = ref.env() == null ? "" : ref.env();
      var found = sources.environment().open(variable, wish.name(), service, to);
      if (!found.bound()) {
        unbound.add(variable);
      }
      return found.value();
    }
    return ofVault(wish, ref.secret(), to);
  }

  private Secret ofVault(SecretWish wish, String name, URI to) {
    Secret value;
    try {
      value = sources.vault().open(name, to);
    } catch (RejectedException e) {
      sources.uses().refused(name, service, e);
      throw switch (e.rejection().code()) {
        case SECRET_UNKNOWN -> missing(wish, "the vault has no secret '" + name + "'");
        case VAULT_UNSET -> missing(wish, "the vault has not been set up");
        default -> e;
      };
    }
    try {
      sources.uses().sending(name, service);
      return value;
    } catch (RuntimeException e) {
      value.close();
      throw e;
    }
  }

  /**
   * Before they are sent by a connection.
   *
   * @throws RejectedException {@code secret.host-not-allowed}
   */
  void check(Opened opened, EgressLine.Reach reach) {
    for (String variable : opened.unbound()) {
      sources.environment().checkHouse(variable, service, reach);
    }
  }

  private static RejectedException missing(SecretWish wish, String why) {
    return EnvironmentSecrets.missing(wish.name(), why);
  }

  /**
   * One request's.
   *
   * @param unbound variables that may be sent to addresses of the house alone
   */
  record Opened(List<Credential> all, List<String> unbound) {}

  /** Where values come from. */
  record SecretSource(EnvironmentSecrets environment, VaultSecrets vault, UseAudit uses) {}
}

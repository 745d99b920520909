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
   * @throws RejectedException {@code secret.missing}, {@code egress.refused}, what the vault
   *     refuses with, and {@code storage.full} or {@code storage.unavailable} when the journal
   *     cannot be told
   */
  Opened read(URI to) {
    Opened read = new Opened(new ArrayList<>(wishes.size()), new ArrayList<>(wishes.size()));
    try {
      for (SecretWish wish : wishes) {
        ServiceSpec.SecretRef ref = spec.secrets().get(wish.name());
        if (ref != null) {
          checkPlace(wish);
          try (Secret value = opened(wish, ref, to, read.taken())) {
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
      if (e instanceof RejectedException refused) {
        notSent(read, refused.rejection().code());
      }
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

  private Secret opened(SecretWish wish, ServiceSpec.SecretRef ref, URI to, List<Taken> taken) {
    String name = nameOf(wish, ref);
    EnvironmentSecrets.Found found;
    try {
      found =
          ref.secret() == null
              ? sources.environment().open(name, wish.name(), to)
              : new EnvironmentSecrets.Found(sources.vault().open(name, to), true);
    } catch (RejectedException e) {
      sources.uses().refused(name, service, e.rejection().code());
      throw ref.secret() == null ? e : ofVault(wish, name, e);
    }
    taken.add(new Taken(name, found.bound()));
    try {
      if (found.bound()) { // else where it goes is not known yet, and it may be refused there
        sources.uses().begin(name, service);
      }
      return found.value();
    } catch (RuntimeException e) {
      found.value().close();
      throw e;
    }
  }

  private static String nameOf(SecretWish wish, ServiceSpec.SecretRef ref) {
    if (ref.secret() != null) {
      return ref.secret();
    }
    if (ref.env() == null || !EnvironmentSecrets.isSecret(ref.env())) {
      throw missing(wish, "only variables named KAI_SECRET_* are read");
    }
    return ref.env();
  }

  private static RejectedException ofVault(SecretWish wish, String name, RejectedException e) {
    return switch (e.rejection().code()) {
      case SECRET_UNKNOWN -> missing(wish, "the vault has no secret '" + name + "'");
      case VAULT_UNSET -> missing(wish, "the vault has not been set up");
      default -> e;
    };
  }

  /**
   * Before they are sent by a connection; may wait for the journal.
   *
   * @throws RejectedException {@code secret.host-not-allowed}, {@code storage.full}, {@code
   *     storage.unavailable}
   */
  void check(Opened opened, EgressLine.Reach reach) {
    for (Taken taken : opened.taken()) {
      if (!taken.bound()) {
        EnvironmentSecrets.checkHouse(taken.name(), reach);
        sources.uses().begin(taken.name(), service);
      }
    }
  }

  /** To be told when the first byte is about to go. */
  void sent(Opened opened) {
    opened.taken().forEach(taken -> sources.uses().sent(taken.name(), service));
  }

  /** To be told when none will. */
  void notSent(Opened opened, ErrorCode why) {
    opened.taken().forEach(taken -> sources.uses().refused(taken.name(), service, why));
  }

  private static RejectedException missing(SecretWish wish, String why) {
    return EnvironmentSecrets.missing(wish.name(), why);
  }

  /**
   * A secret that a request needs.
   *
   * @param bound whether it may go where its owner said; else to addresses of the house alone
   */
  record Taken(String name, boolean bound) {}

  /** One request's. */
  record Opened(List<Credential> all, List<Taken> taken) {}

  /** Where values come from, and who is told of their use. */
  record SecretSource(EnvironmentSecrets environment, VaultSecrets vault, UseAudit uses) {}
}

package io.kaicd.actors.egress;

import io.kaicd.contract.definition.SecretWish;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.registry.ServiceSpec;
import io.kaicd.contract.secret.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a service's requests carry as credentials. Values are opened for each request and kept
 * nowhere.
 */
final class Credentials {
  private static final Pattern VARIABLE = Pattern.compile("KAI_SECRET_[A-Z0-9_]{1,100}");

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
   * @param to where the request goes; may wait for the vault's store
   * @throws RejectedException {@code secret.missing} and what the vault refuses with
   */
  List<Credential> read(URI to) {
    List<Credential> read = new ArrayList<>(wishes.size());
    try {
      for (SecretWish wish : wishes) {
        ServiceSpec.SecretRef ref = spec.secrets().get(wish.name());
        if (ref != null) {
          try (Secret value = opened(wish, ref, to)) {
            read.add(
                Credential.of(wish.send(), value)
                    .orElseThrow(() -> missing(wish, "it has characters that no header may")));
          }
        } else if (wish.required()) {
          throw missing(wish, "the service names none for it");
        }
      }
      return read;
    } catch (RuntimeException e) {
      read.forEach(Credential::close);
      throw e;
    }
  }

  private Secret opened(SecretWish wish, ServiceSpec.SecretRef ref, URI to) {
    if (ref.secret() != null) {
      try {
        return sources.vault().open(ref.secret(), service, to);
      } catch (RejectedException e) {
        throw switch (e.rejection().code()) {
          case SECRET_UNKNOWN -> missing(wish, "the vault has no secret '" + ref.secret() + "'");
          case VAULT_UNSET -> missing(wish, "the vault has not been set up");
          default -> e;
        };
      }
    }
    String variable = ref.env() == null ? "" : ref.env();
    if (!VARIABLE.matcher(variable).matches()) {
      throw missing(wish, "only variables named KAI_SECRET_* are read");
    }
    String value = sources.environment().apply(variable);
    if (value == null || value.isBlank()) {
      // Named but not there: to go without would send what the owner meant to be signed.
      throw missing(wish, "the variable " + variable + " is not set");
    }
    return Secret.owning(value.strip().getBytes(StandardCharsets.UTF_8));
  }

  private static RejectedException missing(SecretWish wish, String why) {
    return ErrorCode.SECRET_MISSING
        .reject("no value for the secret '" + wish.name() + "': " + why)
        .asException();
  }

  /** Where values come from. */
  record SecretSource(Function<String, @Nullable String> environment, VaultSecrets vault) {}
}

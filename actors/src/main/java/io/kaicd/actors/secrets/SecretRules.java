package io.kaicd.actors.secrets;

import static io.kaicd.actors.secrets.VaultDecider.accept;
import static io.kaicd.actors.secrets.VaultDecider.stale;

import io.kaicd.actors.secrets.VaultDecision.Refuse;
import io.kaicd.actors.secrets.VaultDecision.Unchanged;
import io.kaicd.actors.secrets.VaultEvent.By;
import io.kaicd.actors.secrets.VaultState.Known;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.contract.secret.Destination;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a command on a secret comes to. Pure. */
final class SecretRules {
  static final int MOST_VALUE_BYTES = 64 * 1024;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final String PLACE =
      "a host in lower case, maybe a port, and a path without dots, of 1024 characters at most";
  private static final int MOST = 10_000;
  private static final int MOST_DESTINATIONS = 32;

  private SecretRules() {}

  static VaultDecision put(Known vault, VaultCommand.Put e, By by) {
    StoredSecret was = vault.secrets().get(e.name());
    Optional<Rejection> wrong = wrong(e.name(), e.allow());
    if (wrong.isPresent()) {
      return new Refuse(wrong.get());
    }
    if (was == null && vault.secrets().size() >= MOST) {
      return invalid("/name", "at most " + MOST + " secrets");
    }
    return past(e.expires(), by)
        ? invalid("/expires", "a time to come")
        : added(vault, e.name(), e.version(), e.value(), e.kek(), e.allow(), e.expires(), by);
  }

  /** What is wrong with it whatever a vault holds. */
  static Optional<Rejection> wrong(String name, List<Destination> allow) {
    if (!NAME.matcher(name).matches()) {
      return Optional.of(rejection("/name", NAME.pattern()));
    }
    if (allow.isEmpty() || allow.size() > MOST_DESTINATIONS) {
      return Optional.of(rejection("/allow", "1 to " + MOST_DESTINATIONS + " destinations"));
    }
    for (int i = 0; i < allow.size(); i++) {
      if (!allow.get(i).valid()) {
        return Optional.of(rejection("/allow/" + i, PLACE));
      }
    }
    return Optional.empty();
  }

  /** What a change is refused with where its precondition does not hold. */
  static Optional<Rejection> unmet(Known vault, String name, Precondition precondition) {
    StoredSecret secret = vault.secrets().get(name);
    return switch (precondition) {
      case Precondition.None _ -> Optional.empty();
      case Precondition.Absent _ ->
          secret == null
              ? Optional.empty()
              : Optional.of(
                  ErrorCode.WRITE_STALE
                      .reject("there is a secret '" + name + "' already")
                      .withRemedy("Choose another name, or send If-Match to change it"));
      case Precondition.Generation(long version) -> {
        if (secret == null) {
          yield Optional.of(
              ErrorCode.WRITE_STALE.reject("there is no secret '" + name + "' to change any more"));
        }
        yield secret.version() == version
            ? Optional.empty()
            : Optional.of(
                ErrorCode.WRITE_STALE.reject(
                    "secret '%s' is at version %d, not %d"
                        .formatted(name, secret.version(), version)));
      }
    };
  }

  static VaultDecision rotate(Known vault, VaultCommand.Rotate e, By by) {
    StoredSecret was = vault.secrets().get(e.name());
    if (was == null) {
      return unknown();
    }
    Instant expires = was.expired(by.at()) ? null : was.expires(); // a new value starts anew
    return added(vault, e.name(), e.version(), e.value(), e.kek(), was.allow(), expires, by);
  }

  private static VaultDecision added(
      Known vault,
      String name,
      int version,
      SealedValue value,
      String kek,
      List<Destination> allow,
      @Nullable Instant expires,
      By by) {
    StoredSecret was = vault.secrets().get(name);
    if (version != (was == null ? 1 : was.next())) {
      return stale("the secret was changed meanwhile");
    }
    // A rotation counts the data keys under an old key once it is no more the primary one.
    if (!kek.equals(vault.primary())) {
      return stale("the vault's key was changed meanwhile");
    }
    List<Integer> forgotten = was == null ? List.of() : was.pushedOut();
    return accept(new VaultEvent.SecretPut(by, name, version, value, allow, expires, forgotten));
  }

  static VaultDecision rollBack(Known vault, VaultCommand.RollBack e, By by) {
    StoredSecret secret = vault.secrets().get(e.name());
    if (secret == null) {
      return unknown();
    }
    if (secret.version() == e.version()) {
      return new Unchanged();
    }
    return secret.versions().containsKey(e.version())
        ? accept(new VaultEvent.SecretRolledBack(by, e.name(), e.version()))
        : new Refuse(ErrorCode.SECRET_VERSION_UNKNOWN.reject("that version is not kept"));
  }

  static VaultDecision expire(Known vault, VaultCommand.Expire e, By by) {
    StoredSecret secret = vault.secrets().get(e.name());
    if (secret == null) {
      return unknown();
    }
    return Objects.equals(secret.expires(), e.at())
        ? new Unchanged()
        : accept(new VaultEvent.SecretExpirySet(by, e.name(), e.at()));
  }

  static VaultDecision delete(Known vault, VaultCommand.Delete e, By by) {
    return vault.secrets().containsKey(e.name())
        ? accept(new VaultEvent.SecretDeleted(by, e.name()))
        : unknown();
  }

  private static boolean past(@Nullable Instant expires, By by) {
    return expires != null && !expires.isAfter(by.at());
  }

  private static Refuse unknown() {
    return new Refuse(ErrorCode.SECRET_UNKNOWN.reject("there is no such secret"));
  }

  private static Refuse invalid(String pointer, String wanted) {
    return new Refuse(rejection(pointer, wanted));
  }

  private static Rejection rejection(String pointer, String wanted) {
    return ErrorCode.SECRET_INVALID
        .reject("no such secret can be kept")
        .withFault(new Fault(pointer, "value", wanted, ""));
  }
}

package io.kaicd.actors.secrets;

import io.kaicd.actors.secrets.VaultState.Known;
import io.kaicd.contract.audit.LastUses;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.secret.SecretView;
import io.kaicd.contract.secret.SecretView.Condition;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What can be told of the secrets on this node. */
final class SecretViews {
  private final NodeVault node;
  private final SecretUse use;
  private final LastUses uses;
  private final Clock clock;

  SecretViews(NodeVault node, SecretUse use, LastUses uses, Clock clock) {
    this.node = node;
    this.use = use;
    this.uses = uses;
    this.clock = clock;
  }

  List<String> names() {
    return node.vault() instanceof Known known ? List.copyOf(known.secrets().keySet()) : List.of();
  }

  /**
   * Of those that are there.
   *
   * @throws java.io.UncheckedIOException when the store of keys is away
   */
  List<SecretView> of(List<String> names) {
    if (!(node.vault() instanceof Known known)) {
      return List.of();
    }
    KeyRing ring = ringOrNull();
    return names.stream()
        .map(name -> known.secrets().get(name))
        .filter(Objects::nonNull)
        .map(secret -> view(secret, ring))
        .toList();
  }

  /** Another secret of the same name has not been used. */
  private @Nullable Instant lastUsed(StoredSecret secret) {
    return uses.of(secret.name()).filter(at -> !at.isBefore(secret.created())).orElse(null);
  }

  private SecretView view(StoredSecret secret, @Nullable KeyRing ring) {
    List<SecretView.Version> versions =
        secret.versions().entrySet().stream()
            .map(each -> version(secret, each.getKey(), each.getValue(), ring))
            .toList();
    Condition condition =
        versions.stream()
            .filter(each -> each.version() == secret.version())
            .findFirst()
            .orElseThrow()
            .condition();
    return new SecretView(
        secret.name(),
        secret.version(),
        condition,
        versions,
        secret.allow(),
        secret.created(),
        lastUsed(secret),
        secret.expires());
  }

  private SecretView.Version version(
      StoredSecret secret, int number, StoredSecret.Version version, @Nullable KeyRing ring) {
    return new SecretView.Version(
        number,
        version.value().fingerprint(),
        version.by().actor(),
        version.by().at(),
        version.expired(clock.instant()) ? Condition.EXPIRED : condition(secret, number, ring),
        version.allow(),
        version.expires());
  }

  private Condition condition(StoredSecret secret, int version, @Nullable KeyRing ring) {
    if (ring == null) {
      return Condition.LOCKED;
    }
    try {
      return use.opens(ring, secret, version) ? Condition.READY : Condition.UNDECRYPTABLE;
    } catch (KeyRing.Closed e) {
      return Condition.LOCKED;
    }
  }

  private @Nullable KeyRing ringOrNull() {
    try {
      return node.ring();
    } catch (RejectedException e) {
      return null;
    }
  }
}

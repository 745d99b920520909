package io.kaicd.actors.secrets;

import io.kaicd.actors.secrets.VaultState.Known;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.secret.SecretView;
import io.kaicd.contract.secret.SecretView.Condition;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be told of the secrets on this node. */
final class SecretViews {
  private final NodeVault node;
  private final SecretUse use;
  private final Clock clock;

  SecretViews(NodeVault node, SecretUse use, Clock clock) {
    this.node = node;
    this.use = use;
    this.clock = clock;
  }

  /** By name. */
  List<SecretView> all() {
    KeyRing ring = ringOrNull();
    return node.vault() instanceof Known known
        ? known.secrets().values().stream().map(secret -> view(secret, ring)).toList()
        : List.of();
  }

  Optional<SecretView> find(String name) {
    return node.vault() instanceof Known known
        ? Optional.ofNullable(known.secrets().get(name)).map(secret -> view(secret, ringOrNull()))
        : Optional.empty();
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
        use.lastUsed(secret).orElse(null),
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

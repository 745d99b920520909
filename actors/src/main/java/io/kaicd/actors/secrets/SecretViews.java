package io.kaicd.actors.secrets;

import static io.kaicd.contract.audit.SecretUse.SENT;

import io.kaicd.actors.secrets.VaultState.Known;
import io.kaicd.contract.audit.AuditEntry;
import io.kaicd.contract.audit.AuditLine;
import io.kaicd.contract.audit.AuditTrail;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.secret.SecretView;
import io.kaicd.contract.secret.SecretView.Condition;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can be told of the secrets on this node. */
final class SecretViews {
  private final NodeVault node;
  private final SecretUse use;
  private final AuditTrail trail;
  private final Clock clock;

  /**
   * @param trail knows of uses on other nodes, and before this node's start
   */
  SecretViews(NodeVault node, SecretUse use, AuditTrail trail, Clock clock) {
    this.node = node;
    this.use = use;
    this.trail = trail;
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
    Map<String, Instant> sent = lastSent();
    return names.stream()
        .map(name -> known.secrets().get(name))
        .filter(Objects::nonNull)
        .map(secret -> view(secret, ring, sent.get(secret.name())))
        .toList();
  }

  private Map<String, Instant> lastSent() {
    Map<String, Instant> last = new HashMap<>();
    for (AuditEntry<?> entry : trail.recent()) {
      if (entry.line() instanceof AuditLine.Used used && used.outcome().equals(SENT)) {
        last.merge(used.secret(), used.last(), (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    return last;
  }

  /** Another secret of the same name has not been used. */
  private @Nullable Instant lastUsed(StoredSecret secret, @Nullable Instant sent) {
    return Stream.concat(use.lastUsed(secret).stream(), Stream.ofNullable(sent))
        .filter(at -> !at.isBefore(secret.created()))
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private SecretView view(StoredSecret secret, @Nullable KeyRing ring, @Nullable Instant sent) {
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
        lastUsed(secret, sent),
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

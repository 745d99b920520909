package io.kaicd.actors.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.secret.Secret;
import io.kaicd.contract.secret.Secrets;
import io.kaicd.contract.secret.Secrets.Exported;
import io.kaicd.contract.secret.Secrets.Imported;
import io.kaicd.contract.secret.Secrets.Skipped;
import io.kaicd.contract.secret.Secrets.Wish;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** All secrets to another vault, and from one. What cannot be moved is left out and named. */
final class Transfer {
  private static final Set<ErrorCode> LEFT_OUT =
      Set.of(ErrorCode.SECRET_EXPIRED, ErrorCode.SECRET_UNDECRYPTABLE);

  private final NodeVault node;
  private final VaultLink link;
  private final SecretUse use;
  private final Clock clock;
  private final SecureRandom random;
  private final VaultThreads threads;

  Transfer(
      NodeVault node,
      VaultLink link,
      SecretUse use,
      Clock clock,
      SecureRandom random,
      VaultThreads threads) {
    this.node = node;
    this.link = link;
    this.use = use;
    this.clock = clock;
    this.random = random;
    this.threads = threads;
  }

  /**
   * @throws RejectedException {@code vault.locked}, {@code storage.unavailable}, {@code
   *     request.too-large} for more than an import would take
   */
  Exported export(Secret passphrase, Caller actor) {
    List<SealedExport.Item> items = new ArrayList<>();
    List<Skipped> skipped = new ArrayList<>();
    try {
      KeyRing ring = node.ring();
      for (StoredSecret secret : node.known().secrets().values()) {
        try {
          items.add(item(ring, secret));
        } catch (RejectedException e) {
          if (!LEFT_OUT.contains(e.rejection().code())) { // it says nothing of this one secret
            throw e;
          }
          skipped.add(skipped(secret.name(), e.rejection()));
        }
      }
      JsonNode document = SealedExport.sealed(items, passphrase, random, threads);
      link.change(new VaultCommand.NoteExported(items.size()), actor);
      return new Exported(document, skipped);
    } finally {
      items.forEach(item -> item.value().close());
    }
  }

  private SealedExport.Item item(KeyRing ring, StoredSecret secret) {
    if (secret.expired(clock.instant())) {
      throw ErrorCode.SECRET_EXPIRED.reject("it has expired").asException();
    }
    return new SealedExport.Item(
        new Wish(secret.name(), secret.allow(), secret.expires()), use.value(ring, secret));
  }

  /**
   * @param put keeps one
   * @throws RejectedException {@code secret.invalid}, {@code vault.passphrase-wrong}; and what is
   *     wrong with the vault rather than with one secret
   */
  Imported take(
      JsonNode document, Secret passphrase, Function<SealedExport.Item, Secrets.Result> put) {
    List<SealedExport.Item> items = SealedExport.opened(document, passphrase, random, threads);
    List<String> created = new ArrayList<>();
    List<String> replaced = new ArrayList<>();
    List<Skipped> skipped = new ArrayList<>();
    try {
      for (SealedExport.Item item : items) {
        try {
          Secrets.Result result = put.apply(item);
          boolean isNew = result instanceof Secrets.Kept kept && kept.created();
          (isNew ? created : replaced).add(item.wish().name());
        } catch (RejectedException e) {
          if (e.rejection().code() != ErrorCode.SECRET_INVALID) {
            throw e;
          }
          skipped.add(skipped(item.wish().name(), e.rejection()));
        }
      }
      return new Imported(created, replaced, skipped);
    } finally {
      items.forEach(item -> item.value().close());
    }
  }

  private static Skipped skipped(String name, Rejection why) {
    StringBuilder words = new StringBuilder(why.message());
    why.faults()
        .forEach(f -> words.append("; ").append(f.pointer()).append(": ").append(f.wanted()));
    return new Skipped(name, why.code().text(), words.toString());
  }
}

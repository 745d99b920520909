package io.kaicd.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.contract.secret.AutoLock;
import io.kaicd.contract.secret.RootKind;
import io.kaicd.contract.secret.Secret;
import io.kaicd.contract.secret.SecretView;
import io.kaicd.contract.secret.Secrets;
import io.kaicd.contract.secret.Vault;
import io.kaicd.contract.secret.VaultStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A vault without keys that notes what it was handed. */
final class FakeVault implements Vault, Secrets {
  final List<String> handed = new ArrayList<>();
  final List<String> asked = new ArrayList<>();
  boolean away;
  private final SortedMap<String, SecretView> secrets = new TreeMap<>();
  private VaultStatus status = new VaultStatus.Unset();

  private static String text(@Nullable Secret secret) {
    if (secret == null) {
      return "none";
    }
    try (secret) {
      return secret.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private CompletionStage<Vault.Result> now(VaultStatus next, String what) {
    handed.add(what);
    status = next;
    return CompletableFuture.completedFuture(new Vault.Done(next));
  }

  private static VaultStatus open(RootKind root) {
    return new VaultStatus.Unlocked(root, AutoLock.AFTER_15, Instant.EPOCH, Duration.ofMinutes(15));
  }

  @Override
  public VaultStatus status() {
    return status;
  }

  @Override
  public CompletionStage<Vault.Result> setup(Secret passphrase, Caller actor) {
    return now(open(RootKind.PASSPHRASE), "setup " + text(passphrase) + " by " + actor.id());
  }

  @Override
  public CompletionStage<Vault.Result> setup(RootKind root, Caller actor) {
    return now(open(root), "setup " + root);
  }

  @Override
  public CompletionStage<Vault.Result> unlock(Secret passphrase, Caller actor) {
    String typed = text(passphrase);
    return typed.equals("wrong")
        ? CompletableFuture.completedFuture(
            new Vault.Refused(ErrorCode.VAULT_PASSPHRASE_WRONG.reject("not the root key")))
        : now(open(RootKind.PASSPHRASE), "unlock " + typed);
  }

  @Override
  public CompletionStage<Vault.Result> unlock(Caller actor) {
    return now(open(RootKind.KEY_FILE), "unlock");
  }

  @Override
  public CompletionStage<Vault.Result> lock(Caller actor) {
    return now(new VaultStatus.Locked(RootKind.PASSPHRASE, AutoLock.AFTER_15), "lock");
  }

  @Override
  public CompletionStage<Vault.Result> changePassphrase(
      @Nullable Secret now, Secret next, Caller actor) {
    return now(status, "change " + text(now) + " to " + text(next));
  }

  @Override
  public CompletionStage<Vault.Result> changeRoot(RootKind root, Caller actor) {
    return now(open(root), "root " + root);
  }

  @Override
  public CompletionStage<Vault.Result> rotate(Caller actor) {
    return now(status, "rotate");
  }

  @Override
  public CompletionStage<Vault.Result> autoLock(AutoLock setting, Caller actor) {
    return now(status, "auto-lock " + setting);
  }

  @Override
  public List<String> names() {
    return List.copyOf(secrets.keySet());
  }

  @Override
  public CompletionStage<Secrets.Result> views(List<String> names) {
    asked.addAll(names);
    return CompletableFuture.completedFuture(
        away
            ? new Secrets.Refused(ErrorCode.NODE_NOT_READY.reject("the store is away"))
            : new Secrets.Listed(
                names.stream().map(name -> secrets.get(name)).filter(Objects::nonNull).toList()));
  }

  private CompletionStage<Secrets.Result> kept(SecretView view, String what) {
    handed.add(what);
    boolean created = secrets.put(view.name(), view) == null;
    return CompletableFuture.completedFuture(
        new Secrets.Kept(view.name(), view.version(), view.allow(), view.expires(), created));
  }

  private Optional<CompletionStage<Secrets.Result>> stale(String name, Precondition precondition) {
    SecretView was = secrets.get(name);
    boolean holds =
        switch (precondition) {
          case Precondition.None _ -> true;
          case Precondition.Absent _ -> was == null;
          case Precondition.Generation(long version) -> was != null && was.version() == version;
        };
    return holds
        ? Optional.empty()
        : Optional.of(
            CompletableFuture.completedFuture(
                new Secrets.Refused(ErrorCode.WRITE_STALE.reject("another version"))));
  }

  private static CompletionStage<Secrets.Result> unknown() {
    return CompletableFuture.completedFuture(
        new Secrets.Refused(ErrorCode.SECRET_UNKNOWN.reject("there is no such secret")));
  }

  @Override
  public CompletionStage<Secrets.Result> put(
      Wish wish, Secret value, Precondition precondition, Caller actor) {
    SecretView.Version version =
        new SecretView.Version(
            1,
            "00ff",
            actor.id(),
            Instant.EPOCH,
            SecretView.Condition.READY,
            wish.allow(),
            wish.expires());
    SecretView view =
        new SecretView(
            wish.name(),
            1,
            SecretView.Condition.READY,
            List.of(version),
            wish.allow(),
            Instant.EPOCH,
            null,
            wish.expires());
    return stale(wish.name(), precondition)
        .orElseGet(() -> kept(view, "put " + wish.name() + " " + text(value)));
  }

  @Override
  public CompletionStage<Secrets.Result> rotate(
      String name, Secret value, Precondition precondition, Caller actor) {
    String typed = text(value);
    SecretView was = secrets.get(name);
    return stale(name, precondition)
        .orElseGet(() -> was == null ? unknown() : kept(was, "rotate " + name + " " + typed));
  }

  @Override
  public CompletionStage<Secrets.Result> rollBack(
      String name, int version, Precondition precondition, Caller actor) {
    SecretView was = secrets.get(name);
    return stale(name, precondition)
        .orElseGet(() -> was == null ? unknown() : kept(was, "rollback " + name + " " + version));
  }

  @Override
  public CompletionStage<Secrets.Result> expire(
      String name, @Nullable Instant at, Precondition precondition, Caller actor) {
    SecretView was = secrets.get(name);
    return stale(name, precondition)
        .orElseGet(() -> was == null ? unknown() : kept(was, "expire " + name + " " + at));
  }

  @Override
  public CompletionStage<Secrets.Result> export(Secret passphrase, Caller actor) {
    handed.add("export " + text(passphrase));
    return CompletableFuture.completedFuture(
        new Secrets.Exported(
            Json.parse("{\"format\":\"kai-secrets/1\",\"derivation\":{},\"box\":\"\"}"),
            List.of(new Secrets.Skipped("old", "secret.expired", "it has expired"))));
  }

  @Override
  public CompletionStage<Secrets.Result> take(JsonNode document, Secret passphrase, Caller actor) {
    handed.add("import " + document + " " + text(passphrase));
    return CompletableFuture.completedFuture(
        new Secrets.Imported(List.of("openai"), List.of("other"), List.of()));
  }

  @Override
  public CompletionStage<Secrets.Result> delete(
      String name, Precondition precondition, Caller actor) {
    return stale(name, precondition).orElseGet(() -> deleted(name));
  }

  private CompletionStage<Secrets.Result> deleted(String name) {
    handed.add("delete " + name);
    return secrets.remove(name) == null
        ? unknown()
        : CompletableFuture.completedFuture(new Secrets.Deleted(name));
  }
}

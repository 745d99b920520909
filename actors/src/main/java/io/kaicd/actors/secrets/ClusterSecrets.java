package io.kaicd.actors.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.contract.secret.Secret;
import io.kaicd.contract.secret.Secrets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The secrets of a node in a cluster: sealed here, kept by the one entity. */
final class ClusterSecrets implements Secrets {
  private static final int TRIES = 3;

  private final NodeVault node;
  private final VaultLink link;
  private final KeyMaker maker;
  private final SecretViews views;
  private final Transfer transfer;
  private final VaultThreads threads;

  ClusterSecrets(
      NodeVault node,
      VaultLink link,
      KeyMaker maker,
      SecretViews views,
      Transfer transfer,
      VaultThreads threads) {
    this.node = node;
    this.link = link;
    this.maker = maker;
    this.views = views;
    this.transfer = transfer;
    this.threads = threads;
  }

  @Override
  public List<String> names() {
    return views.names();
  }

  @Override
  public CompletionStage<Result> views(List<String> names) {
    return threads.run(() -> new Listed(views.of(names)), Refused::new);
  }

  @Override
  public CompletionStage<Result> put(
      Wish wish, Secret value, Precondition precondition, Caller actor) {
    return sealing(
        wish.name(), precondition, value, () -> putOnce(wish, value, precondition, actor));
  }

  private Result putOnce(Wish wish, Secret value, Precondition precondition, Caller actor) {
    SecretRules.wrong(wish.name(), wish.allow())
        .ifPresent(
            why -> {
              throw why.asException();
            });
    boolean created = stored(wish.name()) == null;
    KeyMaker.Putting putting =
        sealed(
            () ->
                maker.put(
                    node.ring(), node.known(), wish.name(), value, wish.allow(), wish.expires()));
    link.change(putting.command().where(precondition), putting.key(), actor);
    return kept(wish.name(), putting.command().version(), created);
  }

  @Override
  public CompletionStage<Result> export(Secret passphrase, Caller actor) {
    return threads.run(
        () -> {
          try (passphrase) {
            ClusterVault.strong(passphrase, "/passphrase");
            return transfer.export(passphrase, actor);
          } catch (KeyRing.Closed e) {
            throw NodeVault.locked();
          }
        },
        Refused::new);
  }

  @Override
  public CompletionStage<Result> take(JsonNode document, Secret passphrase, Caller actor) {
    return threads.run(
        () -> {
          try (passphrase) {
            node.ring(); // locked or not set up is said before anything is derived
            return transfer.take(
                document,
                passphrase,
                item ->
                    again(
                        item.wish().name(),
                        Precondition.NONE,
                        () -> putOnce(item.wish(), item.value(), Precondition.NONE, actor)));
          }
        },
        Refused::new);
  }

  @Override
  public CompletionStage<Result> rotate(
      String name, Secret value, Precondition precondition, Caller actor) {
    return sealing(
        name,
        precondition,
        value,
        () -> {
          StoredSecret was = stored(name);
          if (was == null) {
            throw unknown();
          }
          String kek = node.known().primary();
          int version = was.next();
          KeyMaker.Made made = sealed(() -> maker.seal(node.ring(), kek, name, version, value));
          VaultCommand.Rotate rotate = new VaultCommand.Rotate(name, version, made.value(), kek);
          link.change(rotate.where(precondition), made.key(), actor);
          return kept(name, version, false);
        });
  }

  @Override
  public CompletionStage<Result> rollBack(
      String name, int version, Precondition precondition, Caller actor) {
    return threads.run(
        () -> {
          link.change(new VaultCommand.RollBack(name, version).where(precondition), actor);
          return kept(name, version, false);
        },
        Refused::new);
  }

  @Override
  public CompletionStage<Result> expire(
      String name, @Nullable Instant at, Precondition precondition, Caller actor) {
    return threads.run(
        () -> {
          link.change(new VaultCommand.Expire(name, at).where(precondition), actor);
          StoredSecret secret = stored(name);
          if (secret == null) {
            throw unknown();
          }
          return kept(name, secret.version(), false);
        },
        Refused::new);
  }

  @Override
  public CompletionStage<Result> delete(String name, Precondition precondition, Caller actor) {
    return threads.run(
        () -> {
          link.change(new VaultCommand.Delete(name).where(precondition), actor);
          return new Deleted(name);
        },
        Refused::new);
  }

  /** Sealed anew where another write came between: this one was meant to replace what is there. */
  private CompletionStage<Result> sealing(
      String name, Precondition precondition, Secret value, Supplier<Result> once) {
    return threads.run(
        () -> {
          try (value) {
            usable(value);
            return again(name, precondition, once);
          }
        },
        Refused::new);
  }

  private Result again(String name, Precondition precondition, Supplier<Result> once) {
    for (int left = TRIES - 1; ; left--) {
      try {
        return once.get();
      } catch (RejectedException e) {
        if (e.rejection().code() != ErrorCode.WRITE_STALE
            || left == 0
            || SecretRules.unmet(node.known(), name, precondition).isPresent()) {
          throw e;
        }
      }
    }
  }

  private interface Sealing<T> {
    T run() throws Unopenable;
  }

  private static <T> T sealed(Sealing<T> sealing) {
    try {
      return sealing.run();
    } catch (KeyRing.Closed e) {
      throw NodeVault.locked();
    } catch (Unopenable e) {
      throw ErrorCode.SECRET_UNDECRYPTABLE
          .reject("the vault's own key is lost or damaged")
          .withRemedy("Rotate the vault's key: POST /api/v1/vault/rotate")
          .asException();
    }
  }

  private @Nullable StoredSecret stored(String name) {
    return node.known().secrets().get(name);
  }

  /** At the version that this change brought into use, whatever others have put since. */
  private Result kept(String name, int version, boolean created) {
    StoredSecret secret = stored(name);
    StoredSecret.Version inUse = secret == null ? null : secret.versions().get(version);
    if (inUse == null) {
      throw unknown();
    }
    return new Kept(name, version, inUse.allow(), inUse.expires(), created);
  }

  private static RejectedException unknown() {
    return ErrorCode.SECRET_UNKNOWN.reject("there is no such secret").asException();
  }

  private static void usable(Secret value) {
    if (value.size() == 0 || value.size() > SecretRules.MOST_VALUE_BYTES) {
      String wanted = "1 to " + SecretRules.MOST_VALUE_BYTES + " bytes";
      throw ErrorCode.SECRET_INVALID
          .reject("no such secret can be kept")
          .withFault(new Fault("/value", "length", wanted, value.size() + " bytes"))
          .asException();
    }
  }
}

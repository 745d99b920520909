package io.kaicd.http;

import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.key.KeyView;
import io.kaicd.contract.key.Keys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Keys in memory, whose tokens open nothing. */
final class FakeKeys implements Keys {
  private final List<KeyView> all = new ArrayList<>();

  @Override
  public List<KeyView> all() {
    return List.copyOf(all);
  }

  @Override
  public Optional<Rejection> refusal(Wish wish) {
    return wish.scopes().isEmpty()
        ? Optional.of(ErrorCode.KEY_INVALID.reject("no scopes"))
        : Optional.empty();
  }

  @Override
  public Optional<Rejection> refusal(String id) {
    return all.stream().anyMatch(key -> key.id().equals(id))
        ? Optional.empty()
        : Optional.of(ErrorCode.KEY_UNKNOWN.reject("there is no such key"));
  }

  @Override
  public CompletionStage<Result> make(Wish wish, Caller actor) {
    Optional<Rejection> refusal = refusal(wish);
    if (refusal.isPresent()) {
      return CompletableFuture.completedFuture(new Refused(refusal.get()));
    }
    KeyView key =
        new KeyView(
            wish.id(), List.copyOf(wish.scopes()), actor.id(), Instant.EPOCH, wish.expires(), null);
    all.add(key);
    return CompletableFuture.completedFuture(new Made(key, "kai_" + wish.id() + "_made-up"));
  }

  @Override
  public CompletionStage<Result> revoke(String id, Caller actor) {
    boolean there = all.removeIf(key -> key.id().equals(id));
    return CompletableFuture.completedFuture(
        there
            ? new Revoked(new KeyView(id, List.of(), "", Instant.EPOCH, null, Instant.EPOCH))
            : new Refused(ErrorCode.KEY_UNKNOWN.reject("there is no such key")));
  }

  @Override
  public @Nullable Caller owner(String token) {
    return null;
  }

  @Override
  public @Nullable String holder(String token) {
    return null;
  }
}

package io.kaicd.contract.key;

import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.Rejection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The keys as a node's other rooms see them. */
public interface Keys {
  /**
   * A key as asked for.
   *
   * @param id {@code [a-z0-9][a-z0-9-]{0,62}}
   * @param expires nothing for never
   */
  record Wish(String id, Set<String> scopes, @Nullable Instant expires) {
    public Wish {
      scopes = Set.copyOf(scopes);
    }
  }

  /** What came of it. */
  sealed interface Result {}

  /**
   * @param token {@code kai_<id>_<random>}; it is told here and never again
   */
  record Made(KeyView key, String token) implements Result {
    @Override
    public String toString() {
      return "Made[" + key + "]"; // no secret in a log
    }
  }

  record Revoked(KeyView key) implements Result {}

  record Refused(Rejection rejection) implements Result {}

  /** All that this node knows of, revoked ones too, by id. */
  List<KeyView> all();

  /** Why {@link #make} would refuse this, as far as this node knows; it makes nothing. */
  Optional<Rejection> refusal(Wish wish);

  /** Why {@link #revoke} would refuse this, as far as this node knows; it revokes nothing. */
  Optional<Rejection> refusal(String id);

  /** Completes always, and never exceptionally. */
  CompletionStage<Result> make(Wish wish, Caller actor);

  /** At once on the node that answers, and on the others within the time that the feed takes. */
  CompletionStage<Result> revoke(String id, Caller actor);

  /**
   * Whose token this is; in a time that does not depend on where a wrong one differs.
   *
   * @return null when it is nobody's, expired or revoked
   */
  @Nullable Caller owner(String token);

  /**
   * The actor whose token this is, in force or not, such as {@code key:my-app}; takes as long as
   * {@link #owner}. It may do nothing.
   *
   * @return null when it is nobody's, and never was
   */
  @Nullable String holder(String token);
}

package io.kaicd.contract.secret;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.Rejection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of a vault. Each method that takes a value closes it; no stage completes
 * exceptionally; no method gives a value back.
 */
public interface Secrets {
  sealed interface Result {}

  /**
   * @param created whether the name was not in use before
   */
  record Kept(SecretView secret, boolean created) implements Result {}

  record Deleted(String name) implements Result {}

  /**
   * @param document sealed under a passphrase; {@code kai-secrets/1}
   */
  record Exported(JsonNode document) implements Result {}

  /** By name. */
  record Imported(List<String> created, List<String> replaced) implements Result {
    public Imported {
      created = List.copyOf(created);
      replaced = List.copyOf(replaced);
    }
  }

  record Refused(Rejection rejection) implements Result {}

  /**
   * @param name {@code [a-z0-9][a-z0-9._-]{0,62}}
   * @param allow 1 to 32 destinations
   * @param expires nothing for never
   */
  record Wish(String name, List<Destination> allow, @Nullable Instant expires) {
    public Wish {
      allow = List.copyOf(allow);
    }
  }

  /** All, by name. */
  List<SecretView> all();

  Optional<SecretView> find(String name);

  /** A new secret, or a new version of one with another allow-list. */
  CompletionStage<Result> put(Wish wish, Secret value, Caller actor);

  /** A new version; what it may be used for stays. */
  CompletionStage<Result> rotate(String name, Secret value, Caller actor);

  /** To a version that is still kept. */
  CompletionStage<Result> rollBack(String name, int version, Caller actor);

  /**
   * @param at nothing for never
   */
  CompletionStage<Result> expire(String name, @Nullable Instant at, Caller actor);

  /**
   * All secrets as they are in use, with where they may go, for another vault: sealed under a
   * passphrase of 12 bytes or more. It is written to the journal first.
   */
  CompletionStage<Result> export(Secret passphrase, Caller actor);

  /**
   * What an export gave; a secret that is here already gets a new version. One after the other:
   * what was taken before a refusal stays.
   */
  CompletionStage<Result> take(JsonNode document, Secret passphrase, Caller actor);

  /** Destroys its keys: no copy of the journal opens it any more. */
  CompletionStage<Result> delete(String name, Caller actor);
}

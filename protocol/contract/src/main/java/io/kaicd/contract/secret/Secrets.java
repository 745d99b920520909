package io.kaicd.contract.secret;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of a vault. The generation that a precondition names is a secret's version in use.
 * Each method that takes a value closes it; no stage completes exceptionally; no method gives a
 * value back.
 */
public interface Secrets {
  sealed interface Result {}

  /**
   * A secret as a change left it, and nothing of its other versions.
   *
   * @param version the one in use
   * @param created whether the name was not in use before
   */
  record Kept(
      String name, int version, List<Destination> allow, @Nullable Instant expires, boolean created)
      implements Result {
    public Kept {
      allow = List.copyOf(allow);
    }
  }

  record Deleted(String name) implements Result {}

  /** Those of the asked that are there, in the order that was asked. */
  record Listed(List<SecretView> secrets) implements Result {
    public Listed {
      secrets = List.copyOf(secrets);
    }
  }

  /** One that was left out, and why: the code and the words of a refusal. */
  record Skipped(String name, String code, String why) {}

  /**
   * @param document sealed under a passphrase; {@code kai-secrets/1}
   * @param skipped expired, or undecryptable
   */
  record Exported(JsonNode document, List<Skipped> skipped) implements Result {
    public Exported {
      skipped = List.copyOf(skipped);
    }
  }

  /**
   * By name.
   *
   * @param skipped expired since, or such as no vault keeps
   */
  record Imported(List<String> created, List<String> replaced, List<Skipped> skipped)
      implements Result {
    public Imported {
      created = List.copyOf(created);
      replaced = List.copyOf(replaced);
      skipped = List.copyOf(skipped);
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

  /** Of all, in order. Asked of this node's memory. */
  List<String> names();

  /**
   * What can be told of some. The store of keys is asked whether each version opens, so that it
   * takes its time.
   */
  CompletionStage<Result> views(List<String> names);

  /** A new secret, or a new version of one with another allow-list. */
  CompletionStage<Result> put(Wish wish, Secret value, Precondition precondition, Caller actor);

  /** A new version; what it may be used for stays. */
  CompletionStage<Result> rotate(
      String name, Secret value, Precondition precondition, Caller actor);

  /** To a version that is still kept. */
  CompletionStage<Result> rollBack(
      String name, int version, Precondition precondition, Caller actor);

  /**
   * @param at nothing for never
   */
  CompletionStage<Result> expire(
      String name, @Nullable Instant at, Precondition precondition, Caller actor);

  /**
   * All secrets as they are in use, with where they may go, for another vault: sealed under a
   * passphrase of 12 bytes or more. It is written to the journal first. Those that have expired or
   * do not open are left out, and named.
   */
  CompletionStage<Result> export(Secret passphrase, Caller actor);

  /**
   * What an export gave; a secret that is here already gets a new version. One after the other:
   * what cannot be kept any more is left out and named, and what was taken before a refusal stays.
   */
  CompletionStage<Result> take(JsonNode document, Secret passphrase, Caller actor);

  /** Destroys its keys: no copy of the journal opens it any more. */
  CompletionStage<Result> delete(String name, Precondition precondition, Caller actor);
}

package io.kaicd.actors.audit;

import io.kaicd.contract.audit.AuditLine;
import io.kaicd.contract.audit.SecretUser;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Who may use which secret without another word to the journal: those of whose uses it was told
 * lately. So a use costs one look-up, whoever used a secret is named by an event that is hardly
 * older than a period, also when the node was killed, and nothing is used for long after the
 * journal has gone.
 */
final class BegunUses {
  /** Past as many, those whose time is over are forgotten. */
  private static final int MANY = 1_000;

  private static final String NO_ANSWER = "no answer came";

  private final Function<SecretUser, CompletionStage<Void>> journal;
  private final long lasts;
  private final Duration patience;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Map<SecretUser, Long> until = new ConcurrentHashMap<>();
  private final Map<SecretUser, CompletableFuture<Void>> telling = new ConcurrentHashMap<>();

  /**
   * @param journal completes when it has been told; fails with a {@link RejectedException}
   * @param lasts how long a use may follow another that the journal was told of
   * @param patience the longest to wait for it
   */
  BegunUses(
      Function<SecretUser, CompletionStage<Void>> journal,
      Duration lasts,
      Duration patience,
      Clock clock,
      LongSupplier nanos) {
    this.journal = journal;
    this.lasts = lasts.toNanos();
    this.patience = patience;
    this.clock = clock;
    this.nanos = nanos;
  }

  /**
   * @throws RejectedException when the journal was not told lately, and cannot be told now
   */
  void require(SecretUser user) {
    if (!lasting(user)) {
      await(told(user));
    }
  }

  private boolean lasting(SecretUser user) {
    Long end = until.get(user);
    return end != null && end - nanos.getAsLong() > 0;
  }

  /** What was counted of them is in the journal. */
  void kept(List<AuditLine.Used> lines) {
    Instant now = clock.instant();
    for (AuditLine.Used line : lines) {
      SecretUser user = new SecretUser(line.secret(), line.service(), line.actor());
      long ago = Math.max(0, Duration.between(line.last(), now).toNanos());
      long end = nanos.getAsLong() + lasts - ago;
      until.computeIfPresent(user, (known, before) -> end - before > 0 ? end : before);
    }
  }

  /** Told once for all who wait for it. */
  private CompletableFuture<Void> told(SecretUser user) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> first = telling.putIfAbsent(user, mine);
    if (first != null) {
      return first;
    }
    var _ =
        journal
            .apply(user)
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    begun(user);
                  }
                  telling.remove(user);
                  if (failure == null) {
                    mine.complete(null);
                  } else {
                    mine.completeExceptionally(
                        failure instanceof CompletionException e && e.getCause() != null
                            ? e.getCause()
                            : failure);
                  }
                });
    return mine;
  }

  private void begun(SecretUser user) {
    if (until.size() >= MANY) {
      long now = nanos.getAsLong();
      until.values().removeIf(end -> end - now <= 0);
    }
    until.put(user, nanos.getAsLong() + lasts);
  }

  private void await(CompletableFuture<Void> told) {
    try {
      told.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RejectedException refused
          ? refusal(refused.rejection().code(), refused.rejection().message())
          : refusal(ErrorCode.STORAGE_UNAVAILABLE, NO_ANSWER);
    } catch (TimeoutException e) {
      throw refusal(ErrorCode.STORAGE_UNAVAILABLE, NO_ANSWER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ErrorCode.CALL_CANCELLED.reject("the request was given up").asException();
    }
  }

  private static RejectedException refusal(ErrorCode code, String why) {
    return code.reject("the audit cannot be told of this use of a secret: " + why)
        .withRemedy("No secret is used without it; see the node's log, and kai doctor")
        .asException();
  }
}

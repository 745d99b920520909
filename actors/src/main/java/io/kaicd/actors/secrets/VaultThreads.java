package io.kaicd.actors.secrets;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.secret.Secret;
import java.io.UncheckedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the vault works, apart from all actors: what waits has a thread of its own, and one
 * passphrase at a time is derived, since each takes 64 MiB.
 */
final class VaultThreads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VaultThreads.class);
  private static final int MOST_WAITING = 8;

  private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();
  private final ExecutorService deriving =
      new ThreadPoolExecutor(
          0,
          1,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().daemon().name("kai-vault-derivation").factory());

  /** Never completes exceptionally. */
  <T> CompletionStage<T> run(Supplier<T> work, Function<Rejection, T> refused) {
    try {
      return CompletableFuture.supplyAsync(work, waiting)
          .exceptionally(e -> refused.apply(rejection(e)));
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(
          refused.apply(ErrorCode.NODE_NOT_READY.reject("the node is stopping")));
    }
  }

  private static Rejection rejection(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof UncheckedIOException) {
        LOG.error("the store of wrapped keys cannot be read", failure);
        return ErrorCode.NODE_NOT_READY
            .reject("the vault's store of keys is away; what was asked may be done all the same")
            .withRemedy("Look at its database or disk, and at what was asked");
      }
    }
    Rejection rejection = RejectedException.of(failure, ErrorCode.INTERNAL);
    if (rejection.code() != ErrorCode.INTERNAL) {
      return rejection;
    }
    LOG.error("the vault has failed unexpectedly", failure);
    return ErrorCode.INTERNAL.reject("the vault has a fault");
  }

  /**
   * Waits for the key of a passphrase.
   *
   * @throws RejectedException {@code admission.full} when too many wait
   */
  KeyBytes derive(Argon2 derivation, Secret passphrase) {
    try {
      return derivation.derive(passphrase, deriving).join();
    } catch (RejectedExecutionException e) {
      throw ErrorCode.ADMISSION_FULL
          .reject("too many passphrases are being looked at")
          .asException();
    } catch (CompletionException e) {
      throw new IllegalStateException("a passphrase was not derived", e.getCause());
    }
  }

  @Override
  public void close() {
    waiting.shutdownNow();
    deriving.shutdownNow();
  }
}

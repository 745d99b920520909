package io.kaicd.contract.error;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Carries a {@link Rejection} where Java has only exceptions: out of a parser, or out of a plugin's
 * future. It has no stack trace, since it is an answer and not a bug.
 */
public final class RejectedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial")
  private final Rejection rejection;

  public RejectedException(Rejection rejection) {
    this(rejection, null);
  }

  public RejectedException(Rejection rejection, @Nullable Throwable cause) {
    super(rejection.code().text() + ": " + rejection.message(), cause, false, false);
    this.rejection = rejection;
  }

  public Rejection rejection() {
    return rejection;
  }

  /** The rejection that a failed future holds, or a plain one that tells nothing of the failure. */
  public static Rejection of(Throwable failure, ErrorCode otherwise) {
    Throwable at = failure;
    while ((at instanceof CompletionException || at instanceof ExecutionException)
        && at.getCause() != null) {
      at = at.getCause();
    }
    return at instanceof RejectedException e
        ? e.rejection
        : otherwise.reject("unexpected " + at.getClass().getSimpleName());
  }
}

package io.kaicd.actors.journal;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.pattern.CircuitBreakerOpenException;
import org.apache.pekko.persistence.RecoveryTimedOut;

/** A journal does not hold; names the stream and the first record that does not. */
public final class BrokenJournal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BrokenJournal(String stream, long record, String what) {
    super("the journal's stream '" + stream + "' is broken at record " + record + ": " + what);
  }

  /** The files of the journal do not hold, whatever their records are. */
  public BrokenJournal(String what) {
    super("the journal is damaged: " + what);
  }

  private BrokenJournal(String message, BrokenJournal cause) {
    super(message, cause);
  }

  /** The same, with what is damaged in the files. */
  public BrokenJournal with(String damage) {
    return new BrokenJournal(getMessage() + "; " + damage, this);
  }

  /**
   * What a failed recovery says of the journal; empty when it only says that the journal is away.
   *
   * @param record the first that was not recovered
   */
  public static Optional<BrokenJournal> in(Throwable failure, String stream, long record) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof BrokenJournal broken) {
        return Optional.of(broken);
      }
      if (at instanceof SQLException
          || at instanceof TimeoutException
          || at instanceof RejectedExecutionException // a pool of connections that is full or shut
          || at instanceof RecoveryTimedOut
          || at instanceof CircuitBreakerOpenException) {
        return Optional.empty();
      }
    }
    BrokenJournal broken =
        new BrokenJournal(
            stream, record, "it cannot be read (" + failure.getClass().getSimpleName() + ")");
    broken.initCause(failure);
    return Optional.of(broken);
  }
}

package io.kaicd.actors.journal;

import io.kaicd.contract.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/** Reads the records of a running node's journal, beside the entities that write it. */
public final class JournalReader {
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final ActorSystem<?> system;
  private final CurrentEventsByPersistenceIdQuery journal;

  /**
   * @param plugin the read journal's configuration
   */
  public JournalReader(ActorSystem<?> system, String plugin) {
    this.system = system;
    this.journal =
        PersistenceQuery.get(system)
            .getReadJournalFor(CurrentEventsByPersistenceIdQuery.class, plugin);
  }

  /** The head of a stream that has come at least as far as the given one. */
  public CompletionStage<Head> head(String stream, Head atLeast) {
    return records(stream, Math.max(1, atLeast.seq()), Long.MAX_VALUE)
        .runWith(Sink.lastOption(), system)
        .thenApply((Optional<SealedRecord> last) -> last.map(JournalReader::head).orElse(atLeast));
  }

  private static Head head(SealedRecord record) {
    return new Head(record.seq(), record.hash());
  }

  /**
   * The records from one number to another.
   *
   * @return fails with {@link BrokenJournal} when they do not follow one another
   */
  public CompletionStage<List<SealedRecord>> read(String stream, long from, long to) {
    return records(stream, from, to)
        .runWith(Sink.seq(), system)
        .thenApply(
            found -> {
              for (int i = 1; i < found.size(); i++) {
                found.get(i).follows(stream, head(found.get(i - 1)));
              }
              return found;
            });
  }

  private Source<SealedRecord, ?> records(String stream, long from, long to) {
    return silent(journal.currentEventsByPersistenceId(stream, from, to))
        .map(envelope -> (SealedRecord) envelope.event());
  }

  /** Fails when the journal does not answer: whoever waits for his turn must not wait for ever. */
  static <T> Source<T, ?> silent(Source<T, ?> records) {
    return silent(records, SILENCE);
  }

  static <T> Source<T, ?> silent(Source<T, ?> records, Duration most) {
    return records
        .idleTimeout(most)
        .mapError(
            TimeoutException.class,
            e -> ErrorCode.STORAGE_UNAVAILABLE.reject("the journal does not answer").asException());
  }
}

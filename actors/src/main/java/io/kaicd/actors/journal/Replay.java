package io.kaicd.actors.journal;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a stream again, from its first record to a head, and proves the chain on the way. It works
 * beside the stream's entity, which goes on; one stream at a time, so that readers of history leave
 * the journal to its writers.
 */
public final class Replay {
  private static final Logger log = LoggerFactory.getLogger(Replay.class);
  private static final int MOST_WAITING = 16;

  private final ActorSystem<?> system;
  private final String plugin;
  private CompletionStage<?> last = CompletableFuture.completedFuture(null);
  private int waiting;

  private Replay(ActorSystem<?> system, String plugin) {
    this.system = system;
    this.plugin = plugin;
  }

  /** Of the journal that this node writes to, see {@code kai.journal.replay}. */
  public static Replay of(ActorSystem<?> system) {
    return new Replay(system, system.settings().config().getString("kai.journal.replay"));
  }

  /**
   * @param until the last record, as it is known to whoever keeps the stream
   * @param take told each event and the state with it, in order, on one thread at a time
   * @return the state that the records come to; fails with a {@link RejectedException} when the
   *     journal cannot be read or does not hold
   */
  public <S, E> CompletionStage<S> read(
      EventStream<S, E> stream, Head until, BiConsumer<E, S> take) {
    return inTurn(() -> new Pass<>(stream, until, take).over(records(stream.name(), until)))
        .exceptionallyCompose(
            failure -> CompletableFuture.failedStage(refusal(stream.name(), failure)));
  }

  private synchronized <T> CompletionStage<T> inTurn(Supplier<CompletionStage<T>> work) {
    if (waiting == MOST_WAITING) {
      return CompletableFuture.failedStage(
          ErrorCode.ADMISSION_FULL
              .reject("the journal is being read for %d others".formatted(waiting))
              .withRemedy("Try again in a moment")
              .asException());
    }
    waiting++;
    CompletionStage<T> mine =
        last.exceptionally(failure -> null)
            .thenComposeAsync(before -> work.get(), system.executionContext())
            .whenComplete((done, failure) -> left());
    last = mine;
    return mine;
  }

  private synchronized void left() {
    waiting--;
  }

  private org.apache.pekko.stream.javadsl.Source<EventEnvelope, ?> records(
      String stream, Head until) {
    if (plugin.isEmpty()) {
      throw ErrorCode.STORAGE_UNAVAILABLE
          .reject("this node has no journal to read")
          .withRemedy("Ask a central node")
          .asException();
    }
    return JournalReader.silent(
        PersistenceQuery.get(system)
            .getReadJournalFor(CurrentEventsByPersistenceIdQuery.class, plugin)
            .currentEventsByPersistenceId(stream, 1, until.seq()));
  }

  private static RejectedException refusal(String stream, Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      switch (at) {
        case RejectedException rejected -> {
          return rejected;
        }
        case BrokenJournal broken -> {
          log.error("stream '{}' does not hold when it is read again", stream, broken);
          return unreadable(String.valueOf(broken.getMessage())).asException();
        }
        default -> {}
      }
    }
    log.error("stream '{}' could not be read again", stream, failure);
    return unreadable("the journal's stream '" + stream + "' could not be read").asException();
  }

  private static Rejection unreadable(String why) {
    return ErrorCode.STORAGE_UNAVAILABLE
        .reject(why)
        .withRemedy("See the node's log, and look at the journal with kai journal verify");
  }

  /** One reading; its steps come one after another. */
  private final class Pass<S, E> {
    private final EventStream<S, E> stream;
    private final Head until;
    private final BiConsumer<E, S> take;
    private Head head = Head.NONE;
    private S state;

    Pass(EventStream<S, E> stream, Head until, BiConsumer<E, S> take) {
      this.stream = stream;
      this.until = until;
      this.take = take;
      this.state = stream.empty();
    }

    CompletionStage<S> over(org.apache.pekko.stream.javadsl.Source<EventEnvelope, ?> records) {
      return records
          .runForeach(envelope -> step(envelope.event()), system)
          .thenApply(done -> whole());
    }

    private void step(Object persisted) {
      if (!(persisted instanceof SealedRecord record)) {
        throw new BrokenJournal(stream.name(), head.seq() + 1, "found what is no sealed record");
      }
      head = record.follows(stream.name(), head);
      E event;
      try {
        event = stream.events().decode(record.manifest(), record.body());
        state = stream.apply().apply(state, event);
      } catch (RuntimeException e) {
        BrokenJournal broken =
            new BrokenJournal(stream.name(), head.seq(), "its event is not understood: " + record);
        broken.initCause(e);
        throw broken;
      }
      take.accept(event, state);
    }

    private S whole() {
      // A journal may end early without a word, and a chain alone cannot tell.
      if (head.seq() != until.seq()) {
        throw new BrokenJournal(stream.name(), head.seq() + 1, "missing; its keeper is further");
      }
      if (!Arrays.equals(head.hash(), until.hash())) {
        throw new BrokenJournal(stream.name(), head.seq(), "another record than its keeper has");
      }
      return state;
    }
  }

  /** What a failed reading says to whoever asked for it. */
  public static Rejection why(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
    return cause instanceof RejectedException rejected
        ? rejected.rejection()
        : ErrorCode.INTERNAL.reject("the node has a fault");
  }
}

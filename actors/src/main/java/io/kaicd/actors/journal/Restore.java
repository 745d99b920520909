package io.kaicd.actors.journal;

import io.kaicd.actors.journal.verify.RecordSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/** Writes sealed records, as they are, into the journal of an actor system. */
public final class Restore {
  private static final int AT_ONCE = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ActorSystem<?> system;

  public Restore(ActorSystem<?> system) {
    this.system = system;
  }

  /**
   * Writes a stream.
   *
   * @throws IllegalStateException when the journal has records of that stream, or fails
   */
  public void stream(RecordSource source, String stream) {
    ActorRef<Records> writer =
        system.systemActorOf(
            Behaviors.setup(context -> new Writer(stream)),
            "restore-" + stream.toLowerCase(Locale.ROOT),
            Props.empty());
    List<SealedRecord> batch = new ArrayList<>();
    Head[] head = {Head.NONE};
    source.each(
        stream,
        record -> {
          head[0] = record.follows(stream, head[0]);
          batch.add(record);
          if (batch.size() == AT_ONCE) {
            write(writer, stream, batch);
          }
        });
    write(writer, stream, batch);
  }

  private void write(ActorRef<Records> writer, String stream, List<SealedRecord> batch) {
    if (batch.isEmpty()) {
      return;
    }
    List<SealedRecord> records = List.copyOf(batch);
    batch.clear();
    try {
      AskPattern.<Records, Done>ask(
              writer, replyTo -> new Records(records, replyTo), PATIENCE, system.scheduler())
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "the journal did not take stream '" + stream + "': it is away, or not empty", e);
    }
  }

  private record Records(List<SealedRecord> records, ActorRef<Done> replyTo) {}

  /** Answers nothing when a batch does not begin behind what is there. */
  private static final class Writer extends EventSourcedBehavior<Records, SealedRecord, Long> {
    Writer(String stream) {
      super(PersistenceId.ofUniqueId(stream));
    }

    @Override
    public Long emptyState() {
      return 0L;
    }

    @Override
    public CommandHandler<Records, SealedRecord, Long> commandHandler() {
      return (last, batch) ->
          batch.records().getFirst().seq() == last + 1
              ? Effect().persist(batch.records()).thenReply(batch.replyTo(), now -> Done.done())
              : Effect().unhandled();
    }

    @Override
    public EventHandler<Long, SealedRecord> eventHandler() {
      return (last, written) -> written.seq();
    }
  }
}

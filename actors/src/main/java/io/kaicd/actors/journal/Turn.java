package io.kaicd.actors.journal;

import io.kaicd.actors.journal.SealedEntity.Sealed;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A batch's commands, decided one after another, each upon the state that those before it lead to.
 * Nothing is answered before all of it is in the journal.
 */
final class Turn<C, S, E> {
  /** What is written in one go, give or take a record; it must fit into the room that is kept. */
  private static final int MOST_BYTES = 1 << 20;

  private static final Logger log = LoggerFactory.getLogger(Turn.class);

  private final EventStream<S, E> shape;
  private final BiFunction<S, C, Outcome<S, E>> decide;
  private final BiConsumer<C, Rejection> refuse;
  private final SpaceGuard space;
  private final List<Next<S>> nexts = new ArrayList<>();
  private final List<C> commands;
  private final List<Consumer<Sealed<S>>> answers = new ArrayList<>();
  private Sealed<S> at;
  private int bytes;

  /** A record that is about to be persisted, and the state that it leads to. */
  record Next<S>(SealedRecord record, Sealed<S> state) {}

  Turn(
      EventStream<S, E> shape,
      Sealed<S> from,
      Batch<C> batch,
      BiFunction<S, C, Outcome<S, E>> decide,
      BiConsumer<C, Rejection> refuse,
      SpaceGuard space) {
    this.shape = shape;
    this.at = from;
    this.commands = batch.commands();
    this.decide = decide;
    this.refuse = refuse;
    this.space = space;
  }

  /** Decides about all of them, or as many as can be written in one go. */
  void decide() {
    while (answers.size() < commands.size() && bytes < MOST_BYTES) {
      answers.add(answer(commands.get(answers.size())));
    }
  }

  private Consumer<Sealed<S>> answer(C command) {
    try {
      return switch (decide.apply(at.state(), command)) {
        case Outcome.Answer<S, E>(Consumer<Sealed<S>> then) -> then;
        case Outcome.Write<S, E> write ->
            sealed(write)
                .<Consumer<Sealed<S>>>map(why -> now -> refuse.accept(command, why))
                .orElseGet(() -> answered(write, at.state()));
      };
    } catch (RuntimeException e) {
      // Its own fault, be it a decision or an event that cannot be read back: the stream goes on.
      log.error("a change of stream '{}' cannot be made", shape.name(), e);
      return now -> refuse.accept(command, ErrorCode.INTERNAL.reject("the node has a fault"));
    }
  }

  private static <S, E> Consumer<Sealed<S>> answered(Outcome.Write<S, E> write, S state) {
    return now -> write.done().accept(state);
  }

  private Optional<Rejection> sealed(Outcome.Write<S, E> write) {
    Optional<Rejection> noSpace = nexts.isEmpty() ? space.refusal() : Optional.empty();
    if (noSpace.isPresent()) {
      return noSpace;
    }
    byte[] body = shape.events().encode(write.event());
    if (body.length > SealedRecord.MOST_BODY) { // which nobody could read back
      return Optional.of(
          ErrorCode.REQUEST_TOO_LARGE.reject(
              "the change takes %d bytes; a record has %d at most"
                  .formatted(body.length, SealedRecord.MOST_BODY)));
    }
    SealedRecord record =
        SealedRecord.seal(at.head(), shape.name(), shape.events().manifest(write.event()), body);
    // Before it is in the journal for good: what cannot be read back would end the stream.
    S next = shape.apply().apply(at.state(), shape.events().decode(record.manifest(), body));
    at = new Sealed<>(next, new Head(record.seq(), record.hash()));
    nexts.add(new Next<>(record, at));
    bytes += body.length;
    return Optional.empty();
  }

  /** What is to be persisted, in order. */
  List<Next<S>> nexts() {
    return Collections.unmodifiableList(nexts);
  }

  /** What is not decided about yet. */
  List<C> left() {
    return commands.subList(answers.size(), commands.size());
  }

  /**
   * @param now what is in the journal
   */
  void answer(Sealed<S> now) {
    for (Consumer<Sealed<S>> answer : answers) {
      try {
        answer.accept(now);
      } catch (RuntimeException e) { // which is no reason to leave the others without theirs
        log.error("a command of stream '{}' was not answered", shape.name(), e);
      }
    }
  }
}

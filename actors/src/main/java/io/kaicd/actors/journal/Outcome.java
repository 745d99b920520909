package io.kaicd.actors.journal;

import io.kaicd.actors.journal.SealedEntity.Sealed;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/** What a stream's entity does about a command. */
public sealed interface Outcome<S, E> {
  /**
   * Nothing is written.
   *
   * @param then answers, from what is in the journal by then; run when all is there that the
   *     command was decided upon
   */
  record Answer<S, E>(Consumer<Sealed<S>> then) implements Outcome<S, E> {}

  /**
   * An event is written, and the command refused when it cannot be.
   *
   * @param done answers, from the state with the event; run when it is in the journal
   */
  record Write<S, E>(E event, Consumer<S> done) implements Outcome<S, E> {}

  static <S, E> Outcome<S, E> nothing() {
    return new Answer<>(now -> {});
  }

  static <S, E, R> Outcome<S, E> reply(ActorRef<R> to, R answer) {
    return new Answer<>(now -> to.tell(answer));
  }
}

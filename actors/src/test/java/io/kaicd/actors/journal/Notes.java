package io.kaicd.actors.journal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** A small stream, in the shape that it once had and in the one that it has now. */
final class Notes {
  static final String NAME = "notes";

  /** What an event was under {@code noted/1}. */
  record Old(String text) {}

  /** What a state was under {@code notes/1}. */
  record OldNotes(List<String> texts) {}

  static final EventStream<OldNotes, Old> OLD =
      new EventStream<>(
          NAME,
          new OldNotes(List.of()),
          (state, event) -> new OldNotes(with(state.texts(), event.text())),
          new CborEvents<>(Map.of("noted/1", Old.class)),
          new CborState<>("notes/1", OldNotes.class));

  /** Since {@code noted/2} it says whose it is. */
  record Noted(String text, String by) {}

  record All(List<Noted> notes) {}

  static final EventStream<All, Noted> STREAM =
      new EventStream<>(
          NAME,
          new All(List.of()),
          (state, event) -> {
            if (event.text().equals("does not apply")) {
              throw new IllegalStateException("a note that no state takes");
            }
            return new All(with(state.notes(), event));
          },
          new CborEvents<>(
              Map.of("noted/2", Noted.class),
              Migrations.NONE.and("noted/1", "noted/2", Notes::byNobody)),
          new CborState<>(
              "notes/2", All.class, Migrations.NONE.and("notes/1", "notes/2", Notes::allByNobody)));

  private Notes() {}

  private static <T> List<T> with(List<T> before, T one) {
    List<T> all = new ArrayList<>(before);
    all.add(one);
    return List.copyOf(all);
  }

  private static ObjectNode byNobody(ObjectNode event) {
    return event.put("by", "nobody");
  }

  private static ObjectNode allByNobody(ObjectNode state) {
    ArrayNode notes = state.arrayNode();
    state
        .remove("texts")
        .forEach(text -> notes.addObject().put("text", text.asText()).put("by", "nobody"));
    return state.set("notes", notes);
  }

  /** Write a note, or with an empty one ask; answered with what is there, or a refusal. */
  record Write(String text, ActorRef<Object> replyTo) {}

  /** The stream's entity, whichever its shape. */
  static final class Entity<S, E> extends SealedEntity<Write, S, E> {
    private final Function<String, E> event;

    Entity(
        ActorContext<Batch<Write>> context,
        EventStream<S, E> shape,
        Guarded<Write> guarded,
        Function<String, E> event) {
      super(context, shape, guarded);
      this.event = event;
    }

    @Override
    protected Outcome<S, E> decide(S state, Write write) {
      return write.text().isEmpty()
          ? Outcome.reply(write.replyTo(), state)
          : new Outcome.Write<>(
              event.apply(write.text()),
              now -> {
                if (write.text().equals("no answer")) {
                  throw new IllegalStateException("an answer that fails");
                }
                write.replyTo().tell(now);
              });
    }
  }
}

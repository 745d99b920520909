package io.kaicd.actors.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;

/** The entity of {@link Notes} on a real LevelDB journal. */
final class NoteBook<S, E> implements AutoCloseable {
  private final ActorTestKit kit;
  private final ActorRef<Notes.Write> entity;
  private final TestProbe<Object> writer;

  /**
   * @param amiss told why the stream does not start
   */
  NoteBook(Path data, EventStream<S, E> shape, Function<String, E> event, Consumer<String> amiss) {
    try {
      Files.createDirectories(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    kit = ActorTestKit.create("notes", EmbeddedJournal.config(data));
    StreamGround ground =
        new StreamGround(
            new Anchor(data.resolve("anchors"), Notes.NAME),
            new SpaceGuard(data, 0),
            Clock.systemUTC(),
            Duration.ofSeconds(20),
            broken -> amiss.accept(broken.getMessage()));
    entity =
        kit.spawn(
            StreamGuardian.create(
                Notes.NAME,
                Notes.Write.class,
                ground,
                (context, own) -> new Notes.Entity<>(context, shape, own, event),
                (write, why) -> write.replyTo().tell(why)));
    writer = kit.createTestProbe();
  }

  static NoteBook<Notes.All, Notes.Noted> in(Path data) {
    return new NoteBook<>(
        data,
        Notes.STREAM,
        text -> new Notes.Noted(text, "owner"),
        amiss -> {
          throw new AssertionError(amiss);
        });
  }

  /** Writes into a journal, and closes it. */
  static void write(Path data, int notes) {
    try (NoteBook<?, ?> book = in(data)) {
      book.write(notes);
    }
  }

  void write(int notes) {
    for (int i = 0; i < notes; i++) {
      told("note");
    }
  }

  /** The answer to a note: the state with it, or a refusal. */
  Object told(String note) {
    entity.tell(new Notes.Write(note, writer.ref()));
    return writer.receiveMessage(Duration.ofSeconds(20));
  }

  @SuppressWarnings("unchecked")
  S state() {
    return (S) told("");
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}

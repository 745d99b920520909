package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.actors.journal.Notes.Noted;
import io.kaicd.actors.journal.verify.JournalCopy;
import io.kaicd.actors.journal.verify.RecordSource;
import io.kaicd.actors.journal.verify.Verifier;
import io.kaicd.message.StreamProtocol.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {
  private static final int SNAPSHOT_AT = 200;

  @TempDir private Path data;
  private final List<String> broken = new CopyOnWriteArrayList<>();

  /** Writes notes under a shape; gives the state that there is then. */
  private <S, E> S write(EventStream<S, E> shape, Function<String, E> event, int notes) {
    try (NoteBook<S, E> book = new NoteBook<>(data, shape, event, broken::add)) {
      book.write(notes);
      return book.state();
    }
  }

  @Test
  void a_journal_of_an_older_version_is_read_and_goes_on_in_the_newer() throws Exception {
    write(Notes.OLD, Notes.Old::new, SNAPSHOT_AT + 2);
    Path snapshot = data.resolve("snapshots").resolve("notes-" + SNAPSHOT_AT + ".snapshot");
    assertThat(SealedSnapshot.of(Files.readAllBytes(snapshot)).manifest()).isEqualTo("notes/1");

    Notes.All all = write(Notes.STREAM, text -> new Noted(text, "owner"), 1);

    assertThat(all.notes()).hasSize(SNAPSHOT_AT + 3);
    assertThat(all.notes().subList(0, SNAPSHOT_AT + 2)).containsOnly(new Noted("note", "nobody"));
    assertThat(all.notes().getLast()).isEqualTo(new Noted("note", "owner"));
    assertThat(broken).isEmpty();
    try (JournalCopy copy = JournalCopy.of(data);
        RecordSource records = copy.records()) {
      assertThat(
              new Verifier(List.of(Notes.STREAM))
                  .verify(records, copy.anchors(), copy.snapshots())
                  .getFirst()
                  .head()
                  .seq())
          .isEqualTo(SNAPSHOT_AT + 3L);
      List<String> manifests = new ArrayList<>();
      records.each(Notes.NAME, record -> manifests.add(record.manifest()));
      assertThat(manifests.subList(0, SNAPSHOT_AT + 2)).containsOnly("noted/1");
      assertThat(manifests.getLast()).isEqualTo("noted/2");
    }
  }

  @Test
  void a_copy_takes_the_state_of_an_older_version() {
    StreamCopy<Notes.All, Noted> copy = new StreamCopy<>(Notes.STREAM);
    byte[] state = Notes.OLD.states().encode(new Notes.OldNotes(List.of("a")));

    assertThat(copy.take(new Part(1, 0, true, "notes/1", state))).isTrue();

    assertThat(copy.state().notes()).containsExactly(new Noted("a", "nobody"));
  }

  @Test
  void a_value_comes_over_several_versions() {
    CborEvents<Noted> events =
        new CborEvents<>(
            Map.of("noted/3", Noted.class),
            Migrations.NONE
                .and("noted/1", "noted/2", event -> event.put("author", "nobody"))
                .and("noted/2", "noted/3", event -> event.set("by", event.remove("author"))));

    assertThat(events.decode("noted/1", Notes.OLD.events().encode(new Notes.Old("a"))))
        .isEqualTo(new Noted("a", "nobody"));
    assertThat(events.manifest(new Noted("a", "b"))).isEqualTo("noted/3");
  }

  @Test
  void a_body_that_the_step_cannot_change_is_refused_as_any_other() {
    byte[] body = Notes.OLD.states().encode(new Notes.OldNotes(List.of()));

    assertThatThrownBy(() -> Notes.STREAM.events().decode("noted/1", body))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("noted/1");
    assertThatThrownBy(() -> Notes.STREAM.states().decode("notes/1", new byte[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Notes.STREAM.states().decode("notes/0", body))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("notes/0");
  }

  @Test
  void what_could_not_be_read_or_written_is_seen_when_the_stream_is_made() {
    assertThatThrownBy(
            () -> new CborEvents<Noted>(Map.of("noted/1", Noted.class, "noted/2", Noted.class)))
        .hasMessageContaining("is written under one manifest");
    assertThatThrownBy(
            () ->
                new CborEvents<Noted>(
                    Map.of("noted/2", Noted.class),
                    Migrations.NONE.and("noted/1", "noted/3", event -> event)))
        .hasMessageContaining("noted/1 ends at no event");
    Migrations on = Migrations.NONE.and("noted/1", "noted/2", event -> event);
    assertThatThrownBy(() -> on.and("noted/2", "noted/1", event -> event))
        .hasMessageContaining("no end");
    assertThatThrownBy(() -> on.and("noted/1", "noted/3", event -> event))
        .hasMessageContaining("two ways");
  }
}

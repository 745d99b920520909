package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.journal.Notes.Noted;
import io.kaicd.message.StreamProtocol.Change;
import io.kaicd.message.StreamProtocol.Changes;
import io.kaicd.message.StreamProtocol.Current;
import io.kaicd.message.StreamProtocol.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

class StreamFollowerTest {
  private final List<Long> asked = new ArrayList<>();
  private final StreamFollower<Notes.All, Noted> follower =
      new StreamFollower<>(Notes.STREAM, asked::add, NOPLogger.NOP_LOGGER);

  private static Changes change(long after, String... texts) {
    return new Changes(
        after,
        Stream.of(texts)
            .map(text -> Notes.STREAM.events().encode(new Noted(text, "owner")))
            .map(body -> new Change("noted/2", body))
            .toList());
  }

  private List<String> texts() {
    return follower.state().notes().stream().map(Noted::text).toList();
  }

  private static Part whole(long revision, Noted... notes) {
    byte[] state = Notes.STREAM.states().encode(new Notes.All(List.of(notes)));
    return new Part(revision, 0, true, "notes/2", state);
  }

  @Test
  void it_follows_and_asks_for_what_is_missing() {
    assertThat(follower.take(whole(1, new Noted("a", "owner")))).isTrue();
    assertThat(follower.take(change(1, "b"))).isTrue();
    assertThat(follower.take(new Current(2))).isFalse();
    assertThat(asked).isEmpty();

    assertThat(follower.take(change(3, "d"))).isFalse();

    assertThat(asked).containsExactly(2L);
    assertThat(follower.state().notes()).hasSize(2);

    assertThat(follower.take(new Current(4))).isFalse();

    assertThat(asked).containsExactly(2L, 2L);
  }

  @Test
  void what_it_has_already_is_not_applied_again() {
    follower.take(whole(1, new Noted("a", "owner")));
    follower.take(change(1, "b"));

    assertThat(follower.take(change(1, "b", "c"))).isTrue();

    assertThat(texts()).containsExactly("a", "b", "c");
    assertThat(follower.revision()).isEqualTo(3);
  }

  @Test
  void a_head_behind_its_own_is_of_another_journal_whose_whole_state_is_wanted() {
    follower.take(whole(3, new Noted("a", "owner")));

    assertThat(follower.take(new Current(2))).isFalse();

    assertThat(asked).containsExactly(StreamCopy.NOTHING);
  }

  @Test
  void what_cannot_be_applied_leaves_the_state_and_asks_for_the_whole_one() {
    follower.take(whole(1, new Noted("a", "owner")));

    assertThat(follower.take(change(1, "b", "does not apply"))).isFalse();

    assertThat(asked).containsExactly(StreamCopy.NOTHING);
    assertThat(follower.state().notes()).hasSize(1);
    assertThat(follower.take(whole(2, new Noted("a", "owner"), new Noted("b", "owner")))).isTrue();
    assertThat(follower.revision()).isEqualTo(2);
  }

  @Test
  void a_whole_state_that_cannot_be_read_is_wanted_again() {
    follower.take(whole(1, new Noted("a", "owner")));

    assertThat(follower.take(new Part(2, 0, true, "notes/9", new byte[] {1}))).isFalse();
    follower.follow();

    assertThat(asked).containsExactly(StreamCopy.NOTHING);
    assertThat(follower.any()).isTrue();
    assertThat(follower.state().notes()).hasSize(1);
  }
}

package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.journal.Notes.Noted;
import io.kaicd.message.StreamProtocol.Change;
import io.kaicd.message.StreamProtocol.Changes;
import io.kaicd.message.StreamProtocol.Current;
import io.kaicd.message.StreamProtocol.Part;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

class StreamFollowerTest {
  private final List<Long> asked = new ArrayList<>();
  private final StreamFollower<Notes.All, Noted> follower =
      new StreamFollower<>(Notes.STREAM, asked::add, NOPLogger.NOP_LOGGER);

  private static Changes change(long after, String text) {
    byte[] body = Notes.STREAM.events().encode(new Noted(text, "owner"));
    return new Changes(after, List.of(new Change("noted/2", body)));
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
  }

  @Test
  void what_cannot_be_applied_leaves_the_state_and_asks_for_the_whole_one() {
    follower.take(whole(1, new Noted("a", "owner")));

    assertThat(follower.take(change(1, "does not apply"))).isFalse();

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

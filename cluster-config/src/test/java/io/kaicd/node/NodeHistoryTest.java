package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.actors.journal.Head;
import io.kaicd.contract.error.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How a node looks at its own journal: little at a time, and past what a crash left. */
class NodeHistoryTest {
  private static Head head(long seq) {
    return new Head(seq, new byte[32]);
  }

  @Test
  void a_look_begins_where_the_last_one_ended() {
    SeenHeads seen = new SeenHeads();
    List<Long> from = new ArrayList<>();
    for (long there : new long[] {7, 9}) {
      seen.head(
              "keys",
              Head.NONE,
              begin -> {
                from.add(begin.seq());
                return CompletableFuture.completedFuture(head(there));
              })
          .toCompletableFuture()
          .join();
    }
    seen.head(
            "keys",
            head(12),
            begin -> {
              from.add(begin.seq());
              return CompletableFuture.completedFuture(begin);
            })
        .toCompletableFuture()
        .join();

    assertThat(from).containsExactly(0L, 7L, 12L);
  }

  @Test
  void looks_take_turns_and_no_more_than_a_few_wait() {
    Turns turns = new Turns(2);
    CompletableFuture<String> first = new CompletableFuture<>();
    List<String> begun = new ArrayList<>();
    var one = turns.next(() -> first).toCompletableFuture();
    var two =
        turns
            .next(
                () -> {
                  begun.add("two");
                  return CompletableFuture.completedFuture("b");
                })
            .toCompletableFuture();

    assertThat(begun).isEmpty();
    assertThatThrownBy(() -> turns.next(() -> first)).isInstanceOf(RejectedException.class);

    first.completeExceptionally(new IllegalStateException("a look that failed"));
    assertThat(one).isCompletedExceptionally();
    assertThat(two).isCompletedWithValue("b");
    assertThat(turns.next(() -> CompletableFuture.completedFuture("c")).toCompletableFuture())
        .isCompletedWithValue("c");
  }

  @Test
  void what_a_crash_left_of_a_checkpoint_is_passed_over() {
    byte[] kept = "{\"checkpoint\":1}\n{\"checkpo".getBytes(StandardCharsets.UTF_8);

    assertThat(NodeHistory.lastOf(kept).path("checkpoint").asInt()).isEqualTo(1);
    assertThat(NodeHistory.lastOf(new byte[] {'{', (byte) 0xc3, 0}).isNull()).isTrue();
  }

  @Test
  void an_h2_file_is_the_nodes_own_however_it_is_named() {
    for (String own : List.of("file:/x/j", "synced:/x/j;WRITE_DELAY=0", "/x/j", "~/j")) {
      assertThat(VaultStores.ownFile("jdbc:h2:" + own)).as(own).isTrue();
    }
    for (String shared : List.of("h2:tcp://host/j", "h2:mem:j", "postgresql://host/j")) {
      assertThat(VaultStores.ownFile("jdbc:" + shared)).as(shared).isFalse();
    }
  }
}

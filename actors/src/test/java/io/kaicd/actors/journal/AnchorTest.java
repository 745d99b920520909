package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnchorTest {
  @TempDir Path folder;

  private static Head head(long seq) {
    byte[] hash = new byte[SealedRecord.HASH_LENGTH];
    hash[0] = (byte) seq;
    return new Head(seq, hash);
  }

  @Test
  void keeps_the_last_head_and_leaves_nothing_else() throws IOException {
    Anchor anchor = new Anchor(folder.resolve("anchors"), "registry");
    assertThat(anchor.read().seq()).isZero();

    anchor.write(head(1));
    anchor.write(head(2));

    assertThat(new Anchor(folder.resolve("anchors"), "registry").read())
        .hasToString(head(2).toString());
    try (var files = Files.list(folder.resolve("anchors"))) {
      assertThat(files.map(f -> f.getFileName().toString())).containsExactly("registry");
    }
  }

  @Test
  void an_anchor_that_cannot_be_read_is_a_broken_journal() throws IOException {
    Files.writeString(folder.resolve("registry"), "2 00ff\n");

    assertThatThrownBy(() -> new Anchor(folder, "registry").read())
        .isInstanceOf(BrokenJournal.class)
        .hasMessageContaining("'registry'");
  }

  @Test
  void a_journal_may_be_ahead_of_it_but_not_behind_nor_another() {
    assertThatCode(() -> Anchor.check("registry", head(2), head(3))).doesNotThrowAnyException();
    assertThatCode(() -> Anchor.check("registry", head(2), head(2))).doesNotThrowAnyException();
    assertThatThrownBy(() -> Anchor.check("registry", head(3), head(2)))
        .hasMessageContaining("broken at record 3: missing; the anchor knows of 3");
    assertThatThrownBy(() -> Anchor.check("registry", head(2), new Head(2, head(9).hash())))
        .hasMessageContaining("broken at record 2: another record");
  }
}

package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PassagesTest {
  @Test
  void aShortDocumentIsOnePassage() {
    assertThat(Passages.of("# Title\n\nOne.\n\n\nTwo  words.\n"))
        .containsExactly("# Title One. Two words.");
    assertThat(Passages.of(" \n\n ")).isEmpty();
  }

  @Test
  void aLongParagraphIsCutWithAnOverlapAndLosesNoWord() {
    List<String> words = IntStream.range(0, 500).mapToObj(i -> "w" + i).toList();

    List<String> passages = Passages.of(String.join(" ", words));

    assertThat(passages).hasSizeGreaterThan(3);
    assertThat(passages).allMatch(p -> p.split(" ", -1).length <= Passages.LARGEST);
    assertThat(passages.stream().flatMap(p -> List.of(p.split(" ", -1)).stream()).distinct())
        .containsExactlyElementsOf(words);
    String[] first = passages.get(0).split(" ", -1);
    assertThat(passages.get(1)).contains(first[first.length - 1] + " ");
  }

  @Test
  void aHeadingBeginsAPassageOnceTheOneBeforeIsWorthKeeping() {
    String section = IntStream.range(0, 60).mapToObj(i -> "word").collect(Collectors.joining(" "));

    List<String> passages = Passages.of("# A\n\n" + section + "\n\n# B\n\n" + section);

    assertThat(passages).hasSize(2);
    assertThat(passages.get(1)).startsWith("# B");
  }

  @Test
  void textWithoutSpacesIsCutToo() {
    String japanese = "検索".repeat(400);

    List<String> passages = Passages.of(japanese);

    assertThat(passages).hasSizeGreaterThan(4);
    assertThat(passages).allMatch(p -> p.length() <= Passages.LARGEST + 10);
  }
}

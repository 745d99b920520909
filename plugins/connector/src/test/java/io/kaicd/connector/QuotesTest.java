package io.kaicd.connector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Incorrect API key provided: sk-proj-abc*****XYZ9.",
        "bad Authorization: Bearer XYZ9",
        "token=XYZ9 is expired",
        "api_key: 'XYZ9'",
        "the value aaaa1aaaaaaaaaaaaaaaaXYZ9 is wrong",
        "gsk_XYZ9 is not known",
      })
  void whatMayBeAKeyIsNotRepeated(String words) {
    assertThat(Quotes.of(words)).contains("[redacted]").doesNotContain("XYZ9");
  }

  @Test
  void aPieceOfThePromptIsNotRepeated() {
    assertThat(Quotes.of("invalid content: '" + "my private words ".repeat(5) + "'"))
        .doesNotContain("private");
  }

  @Test
  void plainWordsStay() {
    String words = "model 'qwen3:8b' not found, try pulling it first";

    assertThat(Quotes.of(words)).isEqualTo(words);
  }

  @Test
  void wordsAreShortAndOnOneLine() {
    assertThat(Quotes.of("a\r\nb\u0007 " + "word ".repeat(500)))
        .startsWith("a b word")
        .hasSizeLessThan(210);
  }
}

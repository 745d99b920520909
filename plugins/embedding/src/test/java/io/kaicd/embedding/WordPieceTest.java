package io.kaicd.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our tokenizer beside the reference. */
class WordPieceTest {
  private static final WordPiece OURS =
      new WordPiece(Vocabulary.read(Model.TOKENIZER), Model.MAX_TOKENS);
  private static ReferenceTokenizer reference;

  @BeforeAll
  static void open() throws IOException {
    reference = new ReferenceTokenizer();
  }

  @AfterAll
  static void close() {
    reference.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "How do refunds work?",
        "UPPER lower MiXeD",
        "Crème brûlée à la façon de Zoë, señor Ångström",
        "naïve café résumé coöperate",
        "İstanbul ıssız ẞtraße ΣΊΣΥΦΟΣ ﬁne",
        "東京都に行きました。漢字とかなカナ",
        "中文没有空格 한국어 조선말",
        "नमस्ते दुनिया ภาษาไทย العربية עברית",
        "emoji 😀👍🏽👨‍👩‍👧‍👦🇩🇪 end ☃️ ✂",
        "a\tb\nc\r\nd\u00a0e\u2003f\u3000g\u200bh\ufeffi",
        "control\u0000\u0001\u007f\ufffd chars\u0085x",
        "don't can't it's 3.14 1,000,000 $5 50% a_b c-d e/f @user #tag",
        "«quotes» “curly” ‘single’ — dash … ¿qué? ¡sí!",
        "supercalifragilisticexpialidocious pneumonoultramicroscopicsilicovolcanoconiosis",
        "[CLS] special [SEP] tokens [MASK] written [UNK] out [PAD] and [cls] [FOO]",
        "x² ½ ① Ⅷ ㎏ ﷺ ™ © ® ℃",
        "e\u0301 a\u0308 \u0301alone",
      })
  void agreesOnWhatIsHard(String text) {
    assertThat(OURS.encode(text)).isEqualTo(reference.encode(text));
  }

  @Test
  void agreesOnWordsAtTheLimitOfAHundred() {
    for (int length : new int[] {99, 100, 101, 200}) {
      String word = "a".repeat(length);
      assertThat(OURS.encode(word)).isEqualTo(reference.encode(word));
      String wide = "é".repeat(length) + " 😀" + "ö".repeat(length);
      assertThat(OURS.encode(wide)).isEqualTo(reference.encode(wide));
    }
  }

  @Test
  void agreesOnOverlongInputAndCutsIt() {
    for (String unit : new String[] {"word ", "unbelievably ", "漢", "a, "}) {
      String text = unit.repeat(2_000);
      int[] tokens = OURS.encode(text);
      assertThat(tokens).isEqualTo(reference.encode(text)).hasSize(Model.MAX_TOKENS);
    }
  }

  @Test
  void agreesOnThousandsOfRandomTexts() {
    Random random = new Random(42);
    for (int n = 0; n < 4_000; n++) {
      String text = random(random);
      assertThat(OURS.encode(text)).as(() -> hex(text)).isEqualTo(reference.encode(text));
    }
  }

  /** Each between letters, so that dropping, spacing, splitting and being unknown all show. */
  @Test
  void agreesOnEveryCharacter() {
    StringBuilder line = new StringBuilder();
    for (int c = 1, many = 0; c <= Character.MAX_CODE_POINT; c++) {
      boolean last = c == Character.MAX_CODE_POINT;
      // Half a pair is no text to the reference; of what is not assigned yet, one in 101 will do.
      if (Character.getType(c) == Character.SURROGATE
          || (!Character.isDefined(c) && c % 101 != 0 && !last)
          || (Character.getType(c) == Character.PRIVATE_USE && c % 101 != 0 && !last)) {
        continue;
      }
      line.append('a').appendCodePoint(c).append("e ");
      if (++many == 40 || last) {
        String text = line.toString();
        assertThat(OURS.encode(text)).as(() -> hex(text)).isEqualTo(reference.encode(text));
        line.setLength(0);
        many = 0;
      }
    }
  }

  @Test
  void agreesOnRandomTextsOverAllOfUnicode() {
    Random random = new Random(7);
    int[] marks = "\u0301\u0323\u0327\u3099\u05B0\u0DCA\u1734\uFE0F".codePoints().toArray();
    for (int n = 0; n < 4_000; n++) {
      StringBuilder line = new StringBuilder();
      for (int length = random.nextInt(60); length > 0; ) {
        int c = random.nextInt(random.nextBoolean() ? 0x3000 : 0x1FFFF);
        if (Character.isDefined(c) && Character.getType(c) != Character.SURROGATE) {
          line.appendCodePoint(c);
          length--;
          if (random.nextInt(4) == 0) {
            line.appendCodePoint(marks[random.nextInt(marks.length)]);
          }
        }
      }
      String text = line.toString();
      assertThat(OURS.encode(text)).as(() -> hex(text)).isEqualTo(reference.encode(text));
    }
  }

  /** Longer than the parts in which a text is read, and still under the most tokens. */
  @Test
  void agreesAcrossItsParts() {
    for (String filler : new String[] {"\u200B", "\u0301", " ", "\t", "z"}) {
      for (int length : new int[] {4_090, 4_096, 4_100, 20_000}) {
        String text = "naïve " + filler.repeat(length) + " e\u0301nd " + filler.repeat(9) + "é x";
        assertThat(OURS.encode(text)).isEqualTo(reference.encode(text));
      }
    }
  }

  private static String hex(String text) {
    return "text " + text.codePoints().mapToObj(Integer::toHexString).toList();
  }

  /** Letters, marks, symbols and spaces from scripts that Unicode has had for long. */
  private static String random(Random random) {
    int[][] ranges = {
      {0x20, 0x7E},
      {0x20, 0x7E},
      {0xA1, 0x24F},
      {0x300, 0x36F},
      {0x391, 0x3C9},
      {0x400, 0x45F},
      {0x5D0, 0x5EA},
      {0x627, 0x64A},
      {0x905, 0x939},
      {0x2010, 0x2027},
      {0x3041, 0x3096},
      {0x4E00, 0x9FA5},
      {0xAC00, 0xD7A3},
      {0x1F600, 0x1F64F}
    };
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(120);
    for (int i = 0; i < length; i++) {
      int[] range = ranges[random.nextInt(ranges.length)];
      text.appendCodePoint(range[0] + random.nextInt(range[1] - range[0] + 1));
      if (random.nextInt(6) == 0) {
        text.append(' ');
      }
    }
    return text.toString();
  }
}

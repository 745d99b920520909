package io.kaicd.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a document into passages of a size of at most {@value #LARGEST}, at headings and paragraphs
 * where it can: the sentence model reads 256 tokens, and what lies past them would not be found.
 * Size is about tokens: a word counts one for each eight letters it has begun, an ideograph one.
 */
final class Passages {
  static final int LARGEST = 160;
  private static final int OVERLAP = 30;
  private static final int WORTH_KEEPING = LARGEST / 4; // a shorter section joins the next one
  private static final int LONGEST_WORD = 40;
  private static final int LETTERS = 8;

  private final List<String> passages = new ArrayList<>();
  private final List<String> current = new ArrayList<>();
  private int size;
  private int fresh; // words of the current passage that are not in the one before

  private Passages() {}

  static List<String> of(String text) {
    Passages cut = new Passages();
    for (String paragraph : text.split("\\n\\s*\\n", -1)) {
      cut.paragraph(paragraph.strip());
    }
    cut.end();
    return cut.passages;
  }

  private void paragraph(String paragraph) {
    if (paragraph.isEmpty()) {
      return;
    }
    List<String> words = words(paragraph);
    if (paragraph.startsWith("#") && size >= WORTH_KEEPING) {
      end();
    } else if (size + size(words) > LARGEST && fresh > 0) {
      cut();
    }
    for (String word : words) {
      if (size + size(word) > LARGEST && fresh > 0) {
        cut();
      }
      add(word);
      fresh++;
    }
  }

  private void add(String word) {
    current.add(word);
    size += size(word);
  }

  /** Ends a passage; the next one begins with its last words. */
  private void cut() {
    List<String> tail = new ArrayList<>();
    int room = OVERLAP;
    for (String word : current.reversed()) {
      room -= size(word);
      if (room < 0) {
        break;
      }
      tail.addFirst(word);
    }
    end();
    tail.forEach(this::add);
  }

  private void end() {
    if (fresh > 0) {
      passages.add(String.join(" ", current));
    }
    current.clear();
    size = 0;
    fresh = 0;
  }

  private static List<String> words(String paragraph) {
    List<String> words = new ArrayList<>();
    for (String word : paragraph.split("\\s+", -1)) {
      int from = 0;
      while (word.codePointCount(from, word.length()) > LONGEST_WORD) {
        int to = word.offsetByCodePoints(from, LONGEST_WORD);
        words.add(word.substring(from, to));
        from = to;
      }
      words.add(word.substring(from));
    }
    return words;
  }

  private static int size(List<String> words) {
    return words.stream().mapToInt(Passages::size).sum();
  }

  private static int size(String word) {
    int ideographs = (int) word.codePoints().filter(Character::isIdeographic).count();
    int letters = word.codePointCount(0, word.length()) - ideographs;
    return ideographs + (letters + LETTERS - 1) / LETTERS;
  }
}

package io.kaicd.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a document into passages of at most about {@value #WORDS} words, at paragraphs where it can:
 * the sentence model reads 256 tokens, and what lies past them would not be found.
 */
final class Passages {
  static final int WORDS = 160;
  private static final int OVERLAP = 30;

  private Passages() {}

  static List<String> of(String text) {
    List<String> passages = new ArrayList<>();
    List<String> current = new ArrayList<>();
    for (String paragraph : text.split("\\n\\s*\\n", -1)) {
      List<String> words = words(paragraph);
      if (!current.isEmpty() && current.size() + words.size() > WORDS) {
        passages.add(String.join(" ", current));
        current = tail(current);
      }
      for (String word : words) {
        if (current.size() >= WORDS) {
          passages.add(String.join(" ", current));
          current = tail(current);
        }
        current.add(word);
      }
    }
    if (!current.isEmpty()) {
      passages.add(String.join(" ", current));
    }
    return passages;
  }

  private static List<String> words(String paragraph) {
    String plain = paragraph.strip();
    return plain.isEmpty() ? List.of() : List.of(plain.split("\\s+"));
  }

  private static List<String> tail(List<String> words) {
    return new ArrayList<>(words.subList(Math.max(0, words.size() - OVERLAP), words.size()));
  }
}

package io.kaicd.cli;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Somebody at a terminal, whose answers are known before. */
final class Typing implements Terminal {
  final List<String> asked = new ArrayList<>();
  private final Deque<String> answers;

  Typing(String... answers) {
    this.answers = new ArrayDeque<>(List.of(answers));
  }

  @Override
  public boolean there() {
    return true;
  }

  @Override
  public String line(String asked) throws IOException {
    this.asked.add(asked);
    if (answers.isEmpty()) {
      throw new IOException("nothing was typed");
    }
    return answers.removeFirst();
  }

  @Override
  public char[] hidden(String asked) throws IOException {
    return line("hidden " + asked).toCharArray();
  }
}

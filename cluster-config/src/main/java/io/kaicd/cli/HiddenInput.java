package io.kaicd.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * What must not be seen: typed without an echo, or read from standard input. Never an argument,
 * which every process on the machine can read.
 */
record HiddenInput(NodeOptionsMixin node) {

  /** Whether somebody is there to be asked. */
  @SuppressWarnings("SystemConsoleNull") // it is null on JDK 25 where nobody is there
  static boolean someone() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /**
   * @param piped whether the user said that it comes by standard input
   * @param what such as {@code "The key"}
   */
  String read(boolean piped, String what) throws IOException {
    if (piped) {
      return piped(what);
    }
    if (!someone()) {
      throw node.wrong(what + " is asked for at a terminal; else pipe it in, and say so");
    }
    return typed(what);
  }

  /** A new one, typed twice so that nobody is locked out by a slip. */
  String readNew(boolean piped, String what) throws IOException {
    String first = read(piped, what);
    if (!piped && !typed(what + " again").equals(first)) {
      throw node.wrong("the two are not the same; nothing was sent");
    }
    return first;
  }

  private static Console console() {
    return Objects.requireNonNull(System.console(), "a terminal");
  }

  private String typed(String what) {
    char[] typed = console().readPassword("%s: ", what);
    if (typed == null || typed.length == 0) {
      throw node.wrong(what + " is empty; nothing was sent");
    }
    String text = new String(typed);
    Arrays.fill(typed, '\0');
    return text;
  }

  /** Without the line's end that a shell adds. */
  private String piped(String what) throws IOException {
    byte[] bytes = System.in.readAllBytes();
    String text = new String(bytes, StandardCharsets.UTF_8).replaceAll("\\R\\z", "");
    Arrays.fill(bytes, (byte) 0);
    if (text.isEmpty()) {
      throw node.wrong(what + " is empty; nothing was sent");
    }
    return text;
  }

  /** One line, shown as it is typed. */
  static String question(String asked) {
    String answer = console().readLine("%s", asked);
    return answer == null ? "" : answer.strip();
  }
}

package io.kaicd.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/**
 * What must not be seen: typed without an echo, or read from standard input. Never an argument,
 * which every process on the machine can read.
 */
record HiddenInput(NodeOptionsMixin node) {

  /**
   * @param piped whether the user said that it comes by standard input
   * @param what such as {@code "The key"}
   */
  String read(boolean piped, String what) throws IOException {
    if (piped) {
      return piped(what);
    }
    if (!node.terminal().there()) {
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

  private String typed(String what) throws IOException {
    char[] typed = node.terminal().hidden(what + ": ");
    if (typed.length == 0) {
      throw node.wrong(what + " is empty; nothing was sent");
    }
    String text = new String(typed);
    Arrays.fill(typed, '\0');
    return text;
  }

  /** Without the line's end that a shell adds. */
  private String piped(String what) throws IOException {
    byte[] bytes = System.in.readAllBytes();
    String text;
    try {
      text = new String(Utf8.decoded(bytes)).replaceAll("\\R\\z", "");
    } catch (CharacterCodingException e) {
      throw node.wrong(what + " is not UTF-8 and would be changed; nothing was sent");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
    if (text.isEmpty()) {
      throw node.wrong(what + " is empty; nothing was sent");
    }
    return text;
  }
}

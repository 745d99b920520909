package io.kaicd.cli;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The terminal that this process was started from. It is opened by its name, since a key that is
 * piped in takes standard input, and the JDK's console is none then.
 */
final class ControllingTerminal implements Terminal {
  private static final Path TTY = Path.of("/dev/tty");
  private static final int CUT = 4_095; // what is beyond is lost without a word

  @Override
  public boolean there() {
    try (InputStream _ = new FileInputStream(TTY.toFile())) {
      return true;
    } catch (IOException e) {
      return false; // without a terminal it is there and cannot be opened
    }
  }

  @Override
  public String line(String asked) throws IOException {
    char[] typed = ask(asked);
    return new String(typed).strip();
  }

  @Override
  public char[] hidden(String asked) throws IOException {
    String before = stty("-g").strip();
    Thread interrupted = new Thread(() -> restore(before)); // else a shell stays without its echo
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      stty("-echo");
      char[] typed = ask(asked);
      say("\n");
      return typed;
    } finally {
      restore(before);
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
  }

  private static void restore(String settings) {
    try {
      stty(settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(String text) throws IOException {
    try (OutputStream tty = Files.newOutputStream(TTY)) {
      tty.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static char[] ask(String asked) throws IOException {
    say(asked);
    try (InputStream tty = new FileInputStream(TTY.toFile())) {
      return typed(tty);
    }
  }

  /**
   * @throws IOException rather than take something else than what was typed
   */
  static char[] typed(InputStream tty) throws IOException {
    byte[] line = new byte[CUT];
    byte[] whole = {};
    try {
      int length = 0;
      int next = tty.read();
      if (next < 0) {
        throw new IOException("nothing was typed");
      }
      for (; next >= 0 && next != '\n'; next = tty.read()) {
        line[length++] = (byte) next;
        if (length == CUT) {
          throw new IOException(
              "a terminal cuts a line after " + CUT + " bytes: pipe it in, as --help says");
        }
      }
      whole = Arrays.copyOf(line, length);
      return Utf8.decoded(whole);
    } catch (CharacterCodingException e) {
      throw new IOException("what was typed is not UTF-8 and would be changed", e);
    } finally {
      Arrays.fill(line, (byte) 0);
      Arrays.fill(whole, (byte) 0);
    }
  }

  /** The JDK has no way to switch an echo off but on its own console. */
  private static String stty(String setting) throws IOException {
    Process process =
        new ProcessBuilder("stty", setting)
            .redirectInput(TTY.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (InputStream out = process.getInputStream()) {
      String told = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(5, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("stty " + setting + " failed, so nothing is asked for");
      }
      return told;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}

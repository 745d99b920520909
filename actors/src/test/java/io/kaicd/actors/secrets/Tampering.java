package io.kaicd.actors.secrets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every way of moving or changing a box; it tells which of them a cipher did not see. */
final class Tampering {
  /** A cipher under trial. */
  interface Trial {
    byte[] seal(KeyBytes key, Belonging belonging, byte[] plain);

    byte[] open(KeyBytes key, Belonging belonging, byte[] box) throws Unopenable;
  }

  private Tampering() {}

  static List<String> unseen(Trial cipher, KeyBytes key, KeyBytes other, Belonging home) {
    byte[] box = cipher.seal(key, home, new byte[] {1, 2, 3, 4, 5});
    List<String> unseen = new ArrayList<>();
    for (Belonging away : elsewhere(home)) {
      note(unseen, "moved to " + away, () -> cipher.open(key, away, box));
    }
    note(unseen, "another key", () -> cipher.open(other, home, box));
    for (int at = 0; at < box.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = box.clone();
        flipped[at] ^= (byte) (1 << bit);
        note(unseen, "bit " + bit + " of byte " + at, () -> cipher.open(key, home, flipped));
      }
    }
    for (int length = 0; length < box.length; length++) {
      byte[] cut = Arrays.copyOf(box, length);
      note(unseen, "cut to " + length, () -> cipher.open(key, home, cut));
    }
    byte[] longer = Arrays.copyOf(box, box.length + 1);
    note(unseen, "a byte more", () -> cipher.open(key, home, longer));
    return unseen;
  }

  /** Each part changed by itself, each byte of each text, and texts that run into each other. */
  static List<Belonging> elsewhere(Belonging home) {
    List<Belonging> all = new ArrayList<>();
    for (String format : changed(home.format())) {
      all.add(with(home, format, home.scope(), home.name(), home.key(), home.under()));
    }
    for (String scope : changed(home.scope())) {
      all.add(with(home, home.format(), scope, home.name(), home.key(), home.under()));
    }
    for (String name : changed(home.name())) {
      all.add(with(home, home.format(), home.scope(), name, home.key(), home.under()));
    }
    for (String key : changed(home.key())) {
      all.add(with(home, home.format(), home.scope(), home.name(), key, home.under()));
    }
    for (String under : changed(home.under())) {
      all.add(with(home, home.format(), home.scope(), home.name(), home.key(), under));
    }
    for (int bit = 0; bit < 32; bit++) {
      all.add(
          new Belonging(
              home.format(),
              home.scope(),
              home.name(),
              home.version() ^ (1 << bit),
              home.key(),
              home.under()));
    }
    // The same characters in a row, divided elsewhere.
    all.add(with(home, home.format() + home.scope(), "", home.name(), home.key(), home.under()));
    all.add(with(home, home.format(), home.scope() + home.name(), "", home.key(), home.under()));
    all.add(with(home, home.format(), home.scope(), home.name(), home.key() + home.under(), ""));
    return all.stream().filter(each -> !each.equals(home)).toList();
  }

  private static Belonging with(
      Belonging home, String format, String scope, String name, String key, String under) {
    return new Belonging(format, scope, name, home.version(), key, under);
  }

  private static List<String> changed(String text) {
    List<String> all = new ArrayList<>(List.of(text + "x", "x" + text));
    for (int i = 0; i < text.length(); i++) {
      char other = (char) (text.charAt(i) ^ 1);
      all.add(text.substring(0, i) + other + text.substring(i + 1));
      all.add(text.substring(0, i) + text.substring(i + 1));
    }
    return all;
  }

  private interface Opening {
    byte[] run() throws Unopenable;
  }

  private static void note(List<String> unseen, String what, Opening opening) {
    try {
      opening.run();
      unseen.add(what);
    } catch (Unopenable e) {
      // as it should be
    }
  }
}

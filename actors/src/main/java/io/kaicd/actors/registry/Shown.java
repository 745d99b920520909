package io.kaicd.actors.registry;

import java.util.List;

/** What came from outside or is long, cut to what a message can show. */
public final class Shown {
  private static final int LONGEST = 80;
  private static final int MOST_NAMES = 10;

  private Shown() {}

  public static String of(String text) {
    String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) + "..." : plain;
  }

  public static String names(List<String> names) {
    return names.size() <= MOST_NAMES
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MOST_NAMES))
            + " and "
            + (names.size() - MOST_NAMES)
            + " more";
  }
}

package io.kaicd.redaction;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One shape of secret, drawn anew: the file of shapes holds a name, the public source of the shape
 * and a template, and no secret.
 *
 * @param text as a user or an upstream would write it
 * @param secrets the pieces of it that may reach no sink
 */
record SecretShape(String name, String text, List<String> secrets) {
  private static final String FILE = "/secret-shapes.tsv";
  // {letter:count}; a tilde marks what may be told, such as a bot's number.
  private static final Pattern DRAWN = Pattern.compile("\\{(~?)([a-zA-Z]):(\\d+)}");
  private static final int LEAST_TELLING = 6;

  static List<SecretShape> all() {
    try (InputStream in = Objects.requireNonNull(SecretShape.class.getResourceAsStream(FILE))) {
      Random random = new Random(20);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> of(line.split("\t", -1), random))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SecretShape of(String[] row, Random random) {
    List<String> secrets = new ArrayList<>();
    Matcher drawn = DRAWN.matcher(row[2].replace("\\n", "\n"));
    StringBuilder text = new StringBuilder();
    while (drawn.find()) {
      int length = Integer.parseInt(drawn.group(3));
      String value = draw(drawn.group(2).charAt(0), length, random);
      drawn.appendReplacement(text, Matcher.quoteReplacement(value));
      if (drawn.group(1).isEmpty() && length >= LEAST_TELLING) {
        secrets.add(value);
      }
    }
    return new SecretShape(row[0], drawn.appendTail(text).toString(), secrets);
  }

  private static String draw(char kind, int length, Random random) {
    String letters = "abcdefghijklmnopqrstuvwxyz";
    String digits = "0123456789";
    String alphabet =
        switch (kind) {
          case 'h' -> digits + "abcdef";
          case 'd' -> digits;
          case 'l' -> letters;
          case 'U' -> "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
          case 'a', 'u', 'b' -> letters + letters.toUpperCase(Locale.ROOT) + digits;
          default -> throw new IllegalArgumentException("no alphabet " + kind);
        };
    // The signs of base64 only inside, where the value goes on behind them.
    String inside = alphabet + (kind == 'u' ? "-_" : kind == 'b' ? "+/" : "");
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < length; i++) {
      String from = i == 0 || i == length - 1 ? alphabet : inside;
      value.append(from.charAt(random.nextInt(from.length())));
    }
    return value.toString();
  }

  @Override
  public String toString() {
    return name;
  }
}

package io.kaicd.contract.version;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * npm's range grammar, spelled out: a range in it becomes alternatives of plain comparators ({@code
 * >=1.2.0 <2.0.0-0 || =3.0.0}). The library behind {@link VersionRange} decides on those, but takes
 * {@code latest} for any version and differs from npm in {@code ^0}, {@code ||} and a wildcard
 * beside an operator, so it never sees them.
 */
final class RangeGrammar {
  private static final String NUMBER = "0|[1-9][0-9]{0,8}";
  private static final String X = "[xX*]";
  private static final String PRE_PART = "(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)";
  private static final String PARTIAL =
      "v?(%1$s|%2$s)(?:\\.(%1$s|%2$s)(?:\\.(%1$s|%2$s)(?:-(%3$s(?:\\.%3$s)*))?)?)?"
          .formatted(NUMBER, X, PRE_PART);
  private static final Pattern HYPHEN = Pattern.compile(PARTIAL + " - " + PARTIAL);
  private static final Pattern COMPARATOR = Pattern.compile("(~>?|\\^|[<>]?=?)" + PARTIAL);
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern AFTER_OPERATOR = Pattern.compile("(~>?|[\\^<>=]) (?==?[v0-9xX*])");
  private static final Pattern BUILD =
      Pattern.compile("\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*(?=[+ ]|$)");

  private static final String ANY = ">=0.0.0";
  private static final String NONE = "<0.0.0-0";

  private RangeGrammar() {}

  /**
   * @throws IllegalArgumentException when the text is not a range
   */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    for (String alternative : text.split("\\|\\|", -1)) {
      plain.append(plain.isEmpty() ? "" : " || ").append(alternative(alternative));
    }
    return plain.toString();
  }

  private static String alternative(String text) {
    String set = SPACES.matcher(text.strip()).replaceAll(" ");
    set = BUILD.matcher(set).replaceAll("");
    Matcher hyphen = HYPHEN.matcher(set);
    if (hyphen.matches()) {
      return (from(Partial.of(hyphen, 1)) + " " + upTo(Partial.of(hyphen, 5))).strip();
    }
    if (set.isEmpty()) {
      return ANY;
    }
    StringBuilder plain = new StringBuilder();
    for (String each : AFTER_OPERATOR.matcher(set).replaceAll("$1").split(" ", -1)) {
      Matcher comparator = COMPARATOR.matcher(each);
      if (!comparator.matches()) {
        throw new IllegalArgumentException("not a comparator");
      }
      plain
          .append(plain.isEmpty() ? "" : " ")
          .append(comparator(comparator.group(1), Partial.of(comparator, 2)));
    }
    return plain.toString();
  }

  private static String comparator(String operator, Partial version) {
    return switch (operator) {
      case "^" -> version.any() ? ANY : version.floor() + " <" + version.caret() + "-0";
      case "~", "~>" -> version.any() ? ANY : version.floor() + " <" + version.next() + "-0";
      default -> {
        version.requireNothingAfterWildcard();
        yield version.whole() ? operator + version.exact() : wildcard(operator, version);
      }
    };
  }

  private static String wildcard(String operator, Partial version) {
    if (version.any()) {
      return operator.equals(">") || operator.equals("<") ? NONE : ANY;
    }
    return switch (operator) {
      case ">" -> ">=" + version.next();
      case "<=" -> "<" + version.next() + "-0";
      case "<" -> "<" + version.start() + "-0";
      case ">=" -> version.floor();
      default -> version.floor() + " <" + version.next() + "-0";
    };
  }

  private static String from(Partial version) {
    version.requireNothingAfterWildcard();
    return version.any() ? ANY : version.floor();
  }

  private static String upTo(Partial version) {
    version.requireNothingAfterWildcard();
    if (version.any()) {
      return "";
    }
    return version.whole() ? "<=" + version.exact() : "<" + version.next() + "-0";
  }

  /**
   * A version that may be cut short or hold wildcards.
   *
   * @param major -1 for a wildcard or nothing, as the two others
   * @param pre empty for none
   * @param after whether a number follows a wildcard
   */
  private record Partial(int major, int minor, int patch, String pre, boolean after) {

    static Partial of(Matcher matcher, int group) {
      int major = number(matcher.group(group));
      int minor = number(matcher.group(group + 1));
      int patch = number(matcher.group(group + 2));
      String pre = matcher.group(group + 3);
      boolean after = (major < 0 && minor >= 0) || (minor < 0 && patch >= 0);
      if (major < 0 || minor < 0) {
        patch = -1;
      }
      return new Partial(
          major, major < 0 ? -1 : minor, patch, pre == null || patch < 0 ? "" : "-" + pre, after);
    }

    private static int number(@Nullable String text) {
      return text == null || text.equals("x") || text.equals("X") || text.equals("*")
          ? -1
          : Integer.parseInt(text);
    }

    void requireNothingAfterWildcard() {
      if (after) {
        throw new IllegalArgumentException("a number after a wildcard");
      }
    }

    boolean any() {
      return major < 0;
    }

    boolean whole() {
      return patch >= 0;
    }

    String start() {
      return major + "." + Math.max(minor, 0) + "." + Math.max(patch, 0);
    }

    String exact() {
      return start() + pre;
    }

    String floor() {
      return ">=" + exact();
    }

    /** The first version past what is written. */
    String next() {
      return minor < 0 ? (major + 1) + ".0.0" : major + "." + (minor + 1) + ".0";
    }

    /** The first version that may break what this one has: the leftmost number not 0 counts. */
    String caret() {
      if (major > 0 || minor < 0) {
        return (major + 1) + ".0.0";
      }
      if (minor > 0 || patch < 0) {
        return "0." + (minor + 1) + ".0";
      }
      return "0.0." + (patch + 1);
    }
  }
}

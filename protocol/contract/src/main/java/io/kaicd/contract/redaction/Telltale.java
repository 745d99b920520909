package io.kaicd.contract.redaction;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a field's name says of its value. */
enum Telltale {
  NOTHING,
  /** A value that looks drawn by lot is a secret; others, such as the key of a route, are not. */
  PERHAPS,
  /** As {@link #SECRET}, but a plain word is the name of one in the vault. */
  NAMED,
  SECRET,
  /** As {@link #SECRET}, and people choose it: it may be any word, or several. */
  PASSWORD,
  AUTHORIZATION,
  COOKIE;

  private static final int LONGEST = 28;
  private static final String VARIABLE = "KAI_SECRET_";
  private static final String PLACE = "_TO"; // where the variable beside it may be sent

  private static final List<String> PASSWORDS =
      List.of("password", "passwd", "pwd", "passphrase", "passcode");
  private static final List<String> SECRETS =
      List.of(
          "secret",
          "token",
          "apikey",
          "appkey",
          "accesskey",
          "secretkey",
          "privatekey",
          "accountkey",
          "authkey",
          "sharedkey",
          "encryptionkey",
          "masterkey",
          "subscriptionkey",
          "signingkey",
          "storagekey",
          "adminkey",
          "vaultkey",
          "credential",
          "credentials");
  private static final Set<String> PARTS =
      Set.of("key", "auth", "sig", "signature", "pass", "session", "sessionid", "sid", "jwt");

  /** Whether values are hidden however they look. */
  boolean always() {
    return this == SECRET || this == PASSWORD;
  }

  static Telltale of(String text, int from, int to) {
    int end = to;
    while (end > from && text.charAt(end - 1) >= '0' && text.charAt(end - 1) <= '9') {
      end--;
    }
    int variable = from; // it may stand behind the dashes of a flag
    while (variable < end && text.charAt(variable) == '-') {
      variable++;
    }
    if (text.startsWith(VARIABLE, variable) && to > variable + VARIABLE.length()) {
      return text.startsWith(PLACE, to - PLACE.length()) ? NOTHING : SECRET;
    }
    // The last letters of all names below; most names end otherwise.
    if (end == from || "dDeEtTnNyYlLsShHgG".indexOf(text.charAt(end - 1)) < 0) {
      return NOTHING;
    }
    String name = joined(text, from, end);
    if (name.endsWith("authorization")) {
      return AUTHORIZATION;
    }
    if (endsWithOne(name, PASSWORDS)) {
      return PASSWORD;
    }
    if (endsWithOne(name, SECRETS)) {
      return name.equals("secret") ? NAMED : SECRET;
    }
    String part = text.substring(lastPart(text, from, end), end).toLowerCase(Locale.ROOT);
    if (part.equals("cookie")) {
      return COOKIE;
    }
    return PARTS.contains(part) ? PERHAPS : NOTHING;
  }

  private static boolean endsWithOne(String name, List<String> endings) {
    for (int i = 0; i < endings.size(); i++) {
      if (name.endsWith(endings.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** The end of it in lower case, without what parts its words. */
  private static String joined(String text, int from, int to) {
    StringBuilder name = new StringBuilder(LONGEST);
    for (int at = Math.max(from, to - LONGEST); at < to; at++) {
      char c = text.charAt(at);
      if (c != '_' && c != '-' && c != '.') {
        name.append(Character.toLowerCase(c));
      }
    }
    return name.toString();
  }

  /** Where the last word of the name begins: {@code Key} in {@code x-Key} and in {@code myKey}. */
  private static int lastPart(String text, int from, int to) {
    int at = to - 1;
    while (at > from) {
      char c = text.charAt(at);
      char before = text.charAt(at - 1);
      boolean hump = Character.isUpperCase(c) && Character.isLowerCase(before);
      if (hump || before == '_' || before == '-' || before == '.') {
        break;
      }
      at--;
    }
    return at;
  }
}

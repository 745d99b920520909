package io.kaicd.contract.redaction;

import org.jspecify.annotations.Nullable;

/** PEM and PGP armour; a block without an end goes on to the end of the text. */
final class PrivateKeys {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final int LONGEST_LABEL = 64;

  private PrivateKeys() {}

  static @Nullable Span at(String text, int at) {
    if (!text.startsWith(BEGIN, at)) {
      return null;
    }
    int label = at + BEGIN.length();
    int rim = label;
    while (rim < text.length() && rim - label < LONGEST_LABEL && text.charAt(rim) != '-') {
      rim++;
    }
    if (!text.substring(label, rim).contains("PRIVATE KEY") || !text.startsWith("-----", rim)) {
      return null;
    }
    int from = rim + 5;
    int end = text.indexOf(END, from);
    return new Span(from, end < 0 ? text.length() : end);
  }
}

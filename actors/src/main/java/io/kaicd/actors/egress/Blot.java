package io.kaicd.actors.egress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Blots a request's credentials out of its reply, so that an upstream that repeats them tells them
 * to no plugin: each byte becomes a star, and lengths stay. What an upstream encodes in another way
 * is not seen. Used by one thread.
 */
final class Blot {
  // Shorter ones are found in any text: a reply would be spoilt (1234 in 0.1234), and a plugin that
  // has an upstream repeat all candidates would see by the stars which of them it is.
  private static final int LEAST = 6;

  private final List<byte[]> told = new ArrayList<>();

  void add(List<Credential> credentials) {
    for (Credential credential : credentials) {
      for (byte[] each : credential.told()) {
        if (each.length >= LEAST) {
          told.add(each);
        }
      }
    }
  }

  boolean idle() {
    return told.isEmpty();
  }

  void out(byte[] bytes, int from, int to) {
    for (byte[] each : told) {
      for (int at = from; at <= to - each.length; at++) {
        if (bytes[at] == each[0] && matches(bytes, at, each, each.length)) {
          Arrays.fill(bytes, at, at + each.length, (byte) '*');
          at += each.length - 1;
        }
      }
    }
  }

  /** How many bytes at the end may be the beginning of a credential whose rest is to come. */
  int undecided(byte[] bytes) {
    int most = 0;
    for (byte[] each : told) {
      for (int n = Math.min(each.length - 1, bytes.length); n > most; n--) {
        if (matches(bytes, bytes.length - n, each, n)) {
          most = n;
        }
      }
    }
    return most;
  }

  private static boolean matches(byte[] bytes, int at, byte[] wanted, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}

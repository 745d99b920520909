package io.kaicd.actors.calls;

import java.util.concurrent.ThreadLocalRandom;

/** Ids of calls: {@code c_} and a ULID, so that they sort by time. They are no secret. */
final class CallIds {
  private static final byte[] CROCKFORD =
      "0123456789ABCDEFGHJKMNPQRSTVWXYZ".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  private static final int LENGTH = 28;

  private CallIds() {}

  static String next() {
    byte[] id = new byte[LENGTH];
    id[0] = 'c';
    id[1] = '_';
    digits(id, 2, 10, System.currentTimeMillis());
    ThreadLocalRandom random = ThreadLocalRandom.current();
    digits(id, 12, 8, random.nextLong());
    digits(id, 20, 8, random.nextLong());
    return new String(id, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static void digits(byte[] into, int from, int count, long value) {
    for (int i = from + count - 1; i >= from; i--) {
      into[i] = CROCKFORD[(int) value & 31];
      value >>>= 5;
    }
  }
}

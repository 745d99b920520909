package io.kaicd.actors.egress;

import java.util.Arrays;

/** Bytes that have come and are not yet taken. */
final class ReadBuffer {
  private byte[] bytes;
  private int from;
  private int to;

  ReadBuffer(int size) {
    bytes = new byte[size];
  }

  int size() {
    return to - from;
  }

  byte[] array() {
    return bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  int next() {
    return bytes[from++];
  }

  int take(byte[] out, int offset, int most) {
    int n = Math.min(most, size());
    System.arraycopy(bytes, from, out, offset, n);
    from += n;
    return n;
  }

  void skipTo(int position) {
    from = position;
  }

  /** Makes room at its end, growing up to a limit; false when it is full. */
  boolean makeRoom(int limit) {
    if (from == to) {
      from = 0;
      to = 0;
    } else if (to == bytes.length && from > 0) {
      System.arraycopy(bytes, from, bytes, 0, size());
      to -= from;
      from = 0;
    } else if (to == bytes.length) {
      if (bytes.length >= limit) {
        return false;
      }
      bytes = Arrays.copyOf(bytes, Math.min(limit, bytes.length * 2));
    }
    return true;
  }

  int room() {
    return bytes.length - to;
  }

  /** Overwrites what was taken: a reply may repeat a credential. */
  void forget() {
    Arrays.fill(bytes, 0, from, (byte) 0);
  }

  void added(int count) {
    to += count;
  }
}

package io.kaicd.actors.egress;

import io.kaicd.contract.egress.EgressLine;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** HTTP/1.1 over one wire, one request after another. */
final class Connection {
  private static final int BUFFER = 8 * 1024;

  private final Wire wire;
  private final AddressKind kind;
  private final int maxHead;
  private final ReadBuffer buffer = new ReadBuffer(BUFFER);
  private long idleSince;
  private boolean used;

  Connection(Wire wire, AddressKind kind, int maxHead) {
    this.wire = wire;
    this.kind = kind;
    this.maxHead = maxHead;
  }

  /** Of the address that it is connected to. */
  AddressKind kind() {
    return kind;
  }

  EgressLine.Reach reach() {
    return kind.reach();
  }

  /** Whether it has carried a request before. */
  boolean used() {
    return used;
  }

  void write(byte[] head, byte[] body) throws IOException {
    if (body.length <= BUFFER) {
      byte[] both = new byte[head.length + body.length];
      System.arraycopy(head, 0, both, 0, head.length);
      System.arraycopy(body, 0, both, head.length, body.length);
      try {
        wire.write(both, 0, both.length);
      } finally {
        Arrays.fill(both, 0, head.length, (byte) 0); // it may carry a credential
      }
    } else {
      wire.write(head, 0, head.length);
      wire.write(body, 0, body.length);
    }
  }

  /**
   * @param deadline in {@link System#nanoTime()}
   * @param blot for what the head must not tell
   * @throws EOFException when it closed before a reply
   */
  ReplyHead readHead(long deadline, Blot blot) throws IOException {
    int seen = 0;
    int lineLength = 0;
    while (true) {
      byte[] bytes = buffer.array();
      for (int i = buffer.from() + seen; i < buffer.to(); i++, seen++) {
        if (bytes[i] == '\n') {
          if (lineLength == 0 && seen > 1) {
            blot.out(bytes, buffer.from(), i + 1);
            ReplyHead head = ReplyHead.parse(bytes, buffer.from(), i + 1);
            buffer.skipTo(i + 1);
            return head;
          }
          lineLength = 0;
        } else if (bytes[i] != '\r') {
          lineLength++;
        }
      }
      if (seen >= maxHead || !buffer.makeRoom(maxHead)) {
        throw ReplyHead.invalid("sent headers longer than " + maxHead + " bytes");
      }
      if (fill(millisUntil(deadline)) < 0) {
        throw new EOFException("closed before a reply");
      }
    }
  }

  /**
   * Body bytes: those that are there, or else those that come next.
   *
   * @return how many, 0 only at the body's end
   */
  int readBody(BodyDecoder body, byte[] out, int idleMillis) throws IOException {
    int n = body.decode(buffer, out, 0);
    while (n == 0 && !body.ended()) {
      buffer.makeRoom(BUFFER);
      if (fill(idleMillis) < 0) {
        body.closed();
      }
      n = body.decode(buffer, out, 0);
    }
    return n;
  }

  /** Body bytes that have already come. */
  byte[] bodySoFar(BodyDecoder body) {
    byte[] out = new byte[buffer.size()];
    int n = body.decode(buffer, out, 0);
    return n == out.length ? out : Arrays.copyOf(out, n);
  }

  private int fill(int millis) throws IOException {
    int n = wire.read(buffer.array(), buffer.to(), buffer.room(), millis);
    if (n > 0) {
      buffer.added(n);
    }
    return n;
  }

  /** Laid aside for the next request. */
  void rest(long now) {
    used = true;
    idleSince = now;
    buffer.forget();
  }

  long idleSince() {
    return idleSince;
  }

  /** Whether nothing came after the last reply, which nobody asked for, and it is still open. */
  boolean quiet() {
    return buffer.size() == 0 && wire.quiet();
  }

  void close() {
    wire.close();
  }

  static int millisUntil(long deadline) throws SocketTimeoutException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("deadline");
    }
    return Math.clamp(left / 1_000_000, 1, Integer.MAX_VALUE);
  }
}

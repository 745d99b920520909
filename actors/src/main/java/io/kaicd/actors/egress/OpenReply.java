package io.kaicd.actors.egress;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A reply whose head has come, with its body still on the connection. Used by one thread. */
final class OpenReply {
  private static final int PART = 16 * 1024;
  private static final byte[] NOTHING = {};

  private final ReplyHead head;
  private final Connection connection;
  private final BodyDecoder body;
  private final int idleMillis;
  private final long firstBy;
  private final Blot blot;
  private final @Nullable Consumer<Connection> afterwards;
  private byte[] first;
  private byte[] held = NOTHING;
  private boolean begun;
  private boolean released;

  /**
   * @param firstBy until when, in {@link System#nanoTime()}, the body's first part may come even
   *     when that is longer than a pause may be: some servers send the head before they think
   * @param blot for what the body must not tell
   * @param afterwards takes the connection when it can carry another request, null when it cannot
   */
  OpenReply(
      ReplyHead head,
      Connection connection,
      BodyDecoder body,
      int idleMillis,
      long firstBy,
      Blot blot,
      @Nullable Consumer<Connection> afterwards) {
    this.head = head;
    this.connection = connection;
    this.body = body;
    this.idleMillis = idleMillis;
    this.firstBy = firstBy;
    this.afterwards = head.keepsAlive() && body.delimited() ? afterwards : null;
    this.blot = blot;
    byte[] soFar = connection.bodySoFar(body);
    this.begun = soFar.length > 0;
    this.first = told(soFar);
    releaseAtEnd();
  }

  ReplyHead head() {
    return head;
  }

  /** Whether nothing more has to come. */
  boolean ended() {
    return body.ended() && first.length == 0 && held.length == 0;
  }

  /** The whole body, when it came with the head. */
  byte @Nullable [] whole() {
    return body.ended() ? first : null;
  }

  /** The length of the body's rest, -1 when nobody said. */
  long length() {
    return body.length() < 0 ? -1 : body.length() + first.length + held.length;
  }

  /** The next bytes of the body; none only at its end. */
  byte[] next() throws IOException {
    if (first.length > 0) {
      byte[] part = first;
      first = NOTHING;
      return part;
    }
    byte[] told = NOTHING;
    while (told.length == 0 && !(body.ended() && held.length == 0)) {
      told = told(read());
    }
    return told;
  }

  private byte[] read() throws IOException {
    if (body.ended()) {
      return NOTHING;
    }
    byte[] part = new byte[PART];
    int n = connection.readBody(body, part, begun ? idleMillis : firstMillis());
    begun = true;
    releaseAtEnd();
    return n == PART ? part : Arrays.copyOf(part, n);
  }

  /** What may be passed on of what has come; the rest is held until it is decided. */
  private byte[] told(byte[] part) {
    if (blot.idle()) {
      return part;
    }
    byte[] all = part;
    if (held.length > 0) {
      all = Arrays.copyOf(held, held.length + part.length);
      System.arraycopy(part, 0, all, held.length, part.length);
    }
    blot.out(all, 0, all.length);
    int undecided = body.ended() ? 0 : blot.undecided(all);
    held = Arrays.copyOfRange(all, all.length - undecided, all.length);
    return undecided == 0 ? all : Arrays.copyOf(all, all.length - undecided);
  }

  private int firstMillis() {
    return Math.clamp((firstBy - System.nanoTime()) / 1_000_000, idleMillis, Integer.MAX_VALUE);
  }

  private void releaseAtEnd() {
    if (body.ended() && !released) {
      released = true;
      if (afterwards == null) {
        connection.close();
      } else {
        afterwards.accept(connection);
      }
    }
  }

  /** Lets go of what was not read. */
  void close() {
    if (!released) {
      released = true;
      connection.close();
    }
  }
}

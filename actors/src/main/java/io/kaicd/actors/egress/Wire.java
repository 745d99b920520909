package io.kaicd.actors.egress;

import java.io.IOException;

/** A connection's bytes. Used by one thread at a time; interrupting that thread closes it. */
interface Wire {
  /**
   * @return how many bytes came, -1 at the end
   * @throws java.net.SocketTimeoutException when none came in time
   */
  int read(byte[] into, int offset, int length, int millis) throws IOException;

  void write(byte[] bytes, int offset, int length) throws IOException;

  /** Whether it is open and has nothing to say: only such a connection is used again. */
  boolean quiet();

  /** From any thread. */
  void close();
}

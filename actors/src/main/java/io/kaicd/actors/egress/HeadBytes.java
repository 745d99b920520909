package io.kaicd.actors.egress;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.util.Arrays;

/** Where a head is written that may carry credentials: no copy of them is left behind. */
final class HeadBytes {
  private byte[] bytes = new byte[512];
  private int size;

  /**
   * Characters of ISO 8859-1, none of which ends a line.
   *
   * @throws RejectedException {@code egress.refused}; what was written before is overwritten
   */
  HeadBytes text(String text) {
    room(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        Arrays.fill(bytes, (byte) 0);
        throw ErrorCode.EGRESS_REFUSED
            .reject("the request's head has a character that no head may")
            .withRemedy("The plugin is at fault: tell its author")
            .asException();
      }
      bytes[size++] = (byte) c;
    }
    return this;
  }

  HeadBytes line() {
    room(2);
    bytes[size++] = '\r';
    bytes[size++] = '\n';
    return this;
  }

  HeadBytes bytes(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
    return this;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      byte[] was = bytes;
      bytes = Arrays.copyOf(was, Math.max(was.length * 2, size + more));
      Arrays.fill(was, (byte) 0);
    }
  }

  /** All of it, for its taker to overwrite; nothing is left here. */
  byte[] taken() {
    byte[] all = Arrays.copyOf(bytes, size);
    Arrays.fill(bytes, 0, size, (byte) 0);
    size = 0;
    return all;
  }
}

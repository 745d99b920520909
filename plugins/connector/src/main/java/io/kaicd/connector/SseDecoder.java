package io.kaicd.connector;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Finds the data of server-sent events in bytes that come in any pieces. It works on bytes, so a
 * character that is cut in two is whole again before anybody reads it. Not for several threads.
 */
final class SseDecoder {
  /** Takes the data of one event; the array is used again afterwards. */
  interface Sink {
    void event(byte[] data, int length);
  }

  private static final byte[] DATA = {'d', 'a', 't', 'a'};
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final int most;
  private final Sink sink;
  private byte[] line = new byte[1024];
  private int lineLength;
  private byte[] data = new byte[1024];
  private int dataLength;
  private boolean hasData;
  private boolean afterReturn;
  private boolean firstLine = true;

  /**
   * @param most bytes of one event
   */
  SseDecoder(int most, Sink sink) {
    this.most = most;
    this.sink = sink;
  }

  /**
   * @throws RejectedException {@code reply.too-large} when an event is larger than it may be
   */
  void feed(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      if (b == '\n' && afterReturn) {
        afterReturn = false;
      } else if (b == '\n' || b == '\r') {
        afterReturn = b == '\r';
        endLine();
      } else {
        afterReturn = false;
        line = add(line, lineLength++, b);
      }
    }
  }

  /** The stream has ended well; an event that lacks only its empty line counts. */
  void end() {
    if (lineLength > 0) {
      endLine();
    }
    dispatch();
  }

  private void endLine() {
    int from = firstLine && startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
    firstLine = false;
    int length = lineLength;
    lineLength = 0;
    if (length == from) {
      dispatch();
      return;
    }
    int colon = from;
    while (colon < length && line[colon] != ':') {
      colon++;
    }
    if (!Arrays.equals(line, from, colon, DATA, 0, DATA.length)) {
      return; // a comment, or a field that this dialect does not use
    }
    int value = Math.min(colon + 1, length);
    if (value < length && line[value] == ' ') {
      value++;
    }
    if (hasData) {
      data = add(data, dataLength++, (byte) '\n');
    }
    hasData = true;
    int more = length - value;
    if (dataLength + more > most) {
      throw tooLarge();
    }
    if (dataLength + more > data.length) {
      data = Arrays.copyOf(data, Math.max(dataLength + more, data.length * 2));
    }
    System.arraycopy(line, value, data, dataLength, more);
    dataLength += more;
  }

  private void dispatch() {
    if (hasData) {
      int length = dataLength;
      hasData = false;
      dataLength = 0;
      sink.event(data, length);
    }
  }

  private boolean startsWith(byte[] start) {
    return lineLength >= start.length
        && Arrays.equals(line, 0, start.length, start, 0, start.length);
  }

  private byte[] add(byte[] to, int at, byte b) {
    byte[] array = to;
    if (at == array.length) {
      if (at >= most) {
        throw tooLarge();
      }
      array = Arrays.copyOf(array, array.length * 2);
    }
    array[at] = b;
    return array;
  }

  private RejectedException tooLarge() {
    return ErrorCode.REPLY_TOO_LARGE
        .reject("the upstream sent an event larger than " + most + " bytes")
        .withRemedy("Check that the address streams OpenAI's chat chunks")
        .asException();
  }
}

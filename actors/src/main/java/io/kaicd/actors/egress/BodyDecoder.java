package io.kaicd.actors.egress;

import java.io.EOFException;

/** Finds a body's bytes and its end in what the connection carries. */
final class BodyDecoder {
  private static final int MOST_CONTROL = 16 * 1024; // sizes, extensions and trailers in a row

  private enum Step {
    DATA,
    SIZE,
    EXTENSION,
    DATA_END,
    TRAILER,
    ENDED
  }

  private final boolean chunked;
  private final boolean untilClose;
  private Step step;
  private long left;
  private int sizeDigits;
  private int trailerLine;
  private int control;

  private BodyDecoder(boolean chunked, boolean untilClose, Step step, long left) {
    this.chunked = chunked;
    this.untilClose = untilClose;
    this.step = step;
    this.left = left;
  }

  static BodyDecoder ofLength(long length) {
    return new BodyDecoder(false, false, length == 0 ? Step.ENDED : Step.DATA, length);
  }

  static BodyDecoder chunked() {
    return new BodyDecoder(true, false, Step.SIZE, 0);
  }

  static BodyDecoder untilClose() {
    return new BodyDecoder(false, true, Step.DATA, Long.MAX_VALUE);
  }

  boolean ended() {
    return step == Step.ENDED;
  }

  /** Whether the connection has a life after this body. */
  boolean delimited() {
    return !untilClose;
  }

  /** The body's length, -1 when it is not known beforehand. Asked before the first byte. */
  long length() {
    return chunked || untilClose ? -1 : left;
  }

  /** Moves body bytes from the buffer; takes the framing around them as far as it is there. */
  int decode(ReadBuffer in, byte[] out, int offset) {
    int at = offset;
    while (step != Step.ENDED && in.size() > 0) {
      if (step == Step.DATA) {
        if (at == out.length) {
          break;
        }
        int n = in.take(out, at, (int) Math.min(left, out.length - at));
        at += n;
        left -= untilClose ? 0 : n;
        if (left == 0) {
          step = chunked ? Step.DATA_END : Step.ENDED;
        }
      } else {
        control(in.next());
      }
    }
    return at - offset;
  }

  private void control(int b) {
    if (++control > MOST_CONTROL) {
      throw ReplyHead.invalid("sent more chunk framing than body");
    }
    switch (step) {
      case SIZE -> size(b);
      case EXTENSION -> {
        if (b == '\n') {
          sizeRead();
        }
      }
      case DATA_END -> {
        if (b == '\n') {
          step = Step.SIZE;
        } else if (b != '\r') {
          throw badChunk();
        }
      }
      case TRAILER -> {
        if (b == '\n') {
          step = trailerLine == 0 ? Step.ENDED : Step.TRAILER;
          trailerLine = 0;
        } else if (b != '\r') {
          trailerLine++;
        }
      }
      case DATA, ENDED -> throw new IllegalStateException("no framing here");
    }
  }

  private void size(int b) {
    int digit = Character.digit(b, 16);
    if (digit >= 0) {
      if (++sizeDigits > 15) {
        throw badChunk();
      }
      left = left * 16 + digit;
    } else if (sizeDigits > 0 && b == '\n') {
      sizeRead();
    } else if (sizeDigits > 0 && (b == ';' || b == ' ' || b == '\t' || b == '\r')) {
      step = Step.EXTENSION;
    } else {
      throw badChunk();
    }
  }

  private void sizeRead() {
    step = left == 0 ? Step.TRAILER : Step.DATA;
    sizeDigits = 0;
    if (step == Step.DATA) {
      control = 0;
    }
  }

  /** The connection has closed. */
  void closed() throws EOFException {
    if (untilClose) {
      step = Step.ENDED;
    } else if (step != Step.ENDED) {
      throw new EOFException("closed inside a body");
    }
  }

  private static RuntimeException badChunk() {
    return ReplyHead.invalid("sent a chunk that is not one");
  }
}

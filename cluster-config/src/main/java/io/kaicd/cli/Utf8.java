package io.kaicd.cli;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that must be what they are said to be. */
final class Utf8 {
  private Utf8() {}

  /** No copy of the text is left behind. */
  static char[] decoded(byte[] bytes) throws CharacterCodingException {
    CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    char[] text = new char[decoded.remaining()];
    decoded.get(text);
    Arrays.fill(decoded.array(), '\0');
    return text;
  }
}

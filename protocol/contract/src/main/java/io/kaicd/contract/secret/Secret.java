package io.kaicd.contract.secret;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A value that must not be told: UTF-8 bytes that are overwritten when it is closed. It has no
 * text, no serialiser writes it, and no two are equal. Safe for use from several threads.
 */
@JsonAutoDetect(
    fieldVisibility = Visibility.NONE,
    getterVisibility = Visibility.NONE,
    isGetterVisibility = Visibility.NONE)
@JsonSerialize(using = SecretIsNotWritten.class)
public final class Secret implements AutoCloseable {
  private static final int MOST_BYTES_A_CHARACTER = 3;

  private final byte[] bytes;
  private boolean closed;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes the array over: it is this secret's from now on, and overwritten with it. */
  public static Secret owning(byte[] utf8) {
    return new Secret(utf8);
  }

  /** Takes the characters and overwrites them. */
  public static Secret taking(char[] characters) {
    byte[] roomy = new byte[characters.length * MOST_BYTES_A_CHARACTER];
    ByteBuffer out = ByteBuffer.wrap(roomy);
    CharsetEncoder encoder =
        StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    encoder.encode(CharBuffer.wrap(characters), out, true);
    byte[] exact = Arrays.copyOf(roomy, out.position());
    Arrays.fill(roomy, (byte) 0);
    Arrays.fill(characters, '\0');
    return new Secret(exact);
  }

  /**
   * Lends the bytes for the time of one call, which must not keep them.
   *
   * @throws IllegalStateException when it is closed
   */
  public synchronized <T> T lend(Function<byte[], T> use) {
    if (closed) {
      throw new IllegalStateException("the secret is closed");
    }
    return use.apply(bytes);
  }

  /** In bytes. */
  public int size() {
    return bytes.length;
  }

  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "Secret[redacted]";
  }
}

package io.kaicd.actors.secrets;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/**
 * A ciphertext with what opens it beside the key: 12 bytes of nonce, then the ciphertext, then 16
 * bytes of tag.
 */
final class Box {
  private final byte[] bytes;

  /** Takes the array over. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  Box(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Not a copy: to be read only. */
  @JsonValue
  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Box box && Arrays.equals(bytes, box.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Box[" + bytes.length + " bytes]";
  }
}

package io.kaicd.actors.journal;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A state that is a record, as CBOR.
 *
 * @param manifest its type and version, such as {@code configuration/1}
 */
public record CborState<S>(String manifest, Class<S> type) implements StateCodec<S> {
  @Override
  public byte[] encode(S state) {
    try {
      return CborEvents.CBOR.writeValueAsBytes(state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public S decode(String found, byte[] bytes) {
    if (!found.equals(manifest)) {
      throw new IllegalArgumentException("a state of an unknown type " + found);
    }
    try {
      return CborEvents.CBOR.readValue(bytes, type);
    } catch (IOException e) {
      throw new IllegalArgumentException("a state " + manifest + " that does not decode", e);
    }
  }
}

package io.kaicd.actors.journal;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A state that is a record, as CBOR.
 *
 * @param manifest its type and version, such as {@code configuration/1}
 * @param migrations from the older versions
 */
public record CborState<S>(String manifest, Class<S> type, Migrations migrations)
    implements StateCodec<S> {

  public CborState(String manifest, Class<S> type) {
    this(manifest, type, Migrations.NONE);
  }

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
    if (!migrations.newest(found).equals(manifest)) {
      throw new IllegalArgumentException("a state of an unknown type " + found);
    }
    return migrations.read(found, bytes, type);
  }
}

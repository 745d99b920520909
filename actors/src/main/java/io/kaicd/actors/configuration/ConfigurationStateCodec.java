package io.kaicd.actors.configuration;

import io.kaicd.actors.journal.CborEvents;
import io.kaicd.actors.journal.StateCodec;
import java.io.IOException;
import java.io.UncheckedIOException;

/** All profiles with the versions that they keep. */
final class ConfigurationStateCodec implements StateCodec<ConfigurationState> {
  private static final String MANIFEST = "configuration/1";

  @Override
  public String manifest() {
    return MANIFEST;
  }

  @Override
  public byte[] encode(ConfigurationState state) {
    try {
      return CborEvents.CBOR.writeValueAsBytes(state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ConfigurationState decode(String manifest, byte[] bytes) {
    if (!manifest.equals(MANIFEST)) {
      throw new IllegalArgumentException("a state of an unknown type " + manifest);
    }
    try {
      return CborEvents.CBOR.readValue(bytes, ConfigurationState.class);
    } catch (IOException e) {
      throw new IllegalArgumentException("a state " + manifest + " that does not decode", e);
    }
  }
}

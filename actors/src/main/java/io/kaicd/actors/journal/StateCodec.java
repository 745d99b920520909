package io.kaicd.actors.journal;

/**
 * A stream's whole state to bytes and back: for snapshots, and for copies that are far behind.
 * Equal states give equal bytes.
 */
public interface StateCodec<S> {
  /** The type and version of the bytes that {@link #encode} makes, such as {@code registry/1}. */
  String manifest();

  byte[] encode(S state);

  /**
   * @throws IllegalArgumentException when this version does not know the manifest, or the bytes are
   *     not such a state
   */
  S decode(String manifest, byte[] bytes);
}

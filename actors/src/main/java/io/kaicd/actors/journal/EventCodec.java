package io.kaicd.actors.journal;

/**
 * The events of one stream to bytes and back, by a manifest that names the type and its version.
 */
public interface EventCodec<E> {
  /** Such as {@code service-put/1}. */
  String manifest(E event);

  byte[] encode(E event);

  /**
   * @throws IllegalArgumentException when this version does not know the event, or its bytes are
   *     not one
   */
  E decode(String manifest, byte[] body);
}

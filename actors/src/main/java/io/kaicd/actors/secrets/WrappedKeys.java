package io.kaicd.actors.secrets;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where wrapped data keys are kept: outside the journal, since a journal forgets nothing, and a
 * secret is deleted by destroying its key. A key is put before the event that speaks of it, and
 * deleted after the event that ends it; what a crash leaves between the two is swept ({@link
 * OrphanSweep}). What is written or deleted is so durably when a method returns. Every method may
 * throw {@link java.io.UncheckedIOException}.
 */
interface WrappedKeys {
  /** One that is kept, and since when: re-wrapping counts as anew. */
  record Listed(String id, Instant written) {}

  /**
   * @throws IllegalStateException when there is one of that id
   */
  void put(WrappedKey key);

  /** Empty when it is not there, or what is there is no key. */
  Optional<WrappedKey> get(String id);

  /**
   * Puts the next in the place of one that is still as it was: a key that was deleted meanwhile
   * does not come back.
   *
   * @return whether it was so
   */
  boolean replace(WrappedKey was, WrappedKey next);

  /** Destroys it; nothing when it is not there. */
  void delete(String id);

  List<Listed> list();
}

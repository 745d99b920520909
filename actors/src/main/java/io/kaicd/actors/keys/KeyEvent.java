package io.kaicd.actors.keys;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has happened to the keys. Private to this room; golden files hold the shapes still. */
sealed interface KeyEvent {
  By by();

  String id();

  record By(String actor, Instant at) {}

  /**
   * @param hash SHA-256 of the token, in hexadecimal
   * @param expires nothing when it does not
   */
  record KeyMade(By by, String id, String hash, List<String> scopes, @Nullable Instant expires)
      implements KeyEvent {}

  record KeyRevoked(By by, String id) implements KeyEvent {}
}

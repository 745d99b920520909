package io.kaicd.actors.keys;

import io.kaicd.actors.keys.KeyEvent.By;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.key.KeyView;
import io.kaicd.message.KeyProtocol;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** All keys at one revision. Immutable; decisions and changes are pure. */
record KeyState(long revision, SortedMap<String, Key> keys) {
  static final KeyState EMPTY = new KeyState(0, new TreeMap<>());

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern CALL = Pattern.compile("call:[a-z0-9_.-]{1,100}");
  private static final Set<String> SCOPES =
      Set.of("read", "config", "secrets", "admin", Caller.LOCAL);
  private static final int MOST = 1_000;
  private static final int MOST_SCOPES = 100;

  KeyState {
    keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
  }

  /** A key, with what its token must hash to. */
  record Key(KeyView view, String hash) {}

  KeyState apply(KeyEvent event) {
    SortedMap<String, Key> now = new TreeMap<>(keys);
    switch (event) {
      case KeyEvent.KeyMade e ->
          now.put(
              e.id(),
              new Key(
                  new KeyView(e.id(), e.scopes(), e.by().actor(), e.by().at(), e.expires(), null),
                  e.hash()));
      case KeyEvent.KeyRevoked e ->
          now.computeIfPresent(
              e.id(), (id, key) -> new Key(revoked(key.view(), e.by().at()), key.hash()));
    }
    return new KeyState(revision + 1, now);
  }

  private static KeyView revoked(KeyView key, Instant at) {
    return new KeyView(key.id(), key.scopes(), key.by(), key.created(), key.expires(), at);
  }

  @Nullable Key key(String id) {
    return keys.get(id);
  }

  /** Why a key cannot be made, if so. */
  Optional<Rejection> refusal(KeyProtocol.Make make, Instant now) {
    return refusal(make.id(), make.scopes(), make.expires(), now);
  }

  Optional<Rejection> refusal(
      String id, List<String> scopes, @Nullable Instant expires, Instant now) {
    if (!ID.matcher(id).matches()) {
      return invalid("/id", ID.pattern());
    }
    if (keys.containsKey(id)) {
      return Optional.of(
          ErrorCode.KEY_CONFLICT.reject(
              "there is or was a key '" + id + "'; the history names it"));
    }
    if (keys.size() >= MOST) {
      return invalid("/id", "at most " + MOST + " keys, revoked ones included");
    }
    long granting = scopes.stream().filter(scope -> !scope.equals(Caller.LOCAL)).count();
    if (granting == 0 || scopes.size() > MOST_SCOPES) {
      return invalid("/scopes", "1 to " + MOST_SCOPES + " scopes");
    }
    for (String scope : scopes) {
      if (!SCOPES.contains(scope) && !CALL.matcher(scope).matches()) {
        return invalid("/scopes", "read, config, secrets, admin or call:<capability>");
      }
    }
    return expires != null && !expires.isAfter(now)
        ? invalid("/expires", "a time to come")
        : Optional.empty();
  }

  private static Optional<Rejection> invalid(String pointer, String wanted) {
    return Optional.of(
        ErrorCode.KEY_INVALID
            .reject("no such key can be made")
            .withFault(new Fault(pointer, "value", wanted, "")));
  }

  /** Why a key cannot be revoked, if so. */
  Optional<Rejection> refusal(String id) {
    return keys.containsKey(id)
        ? Optional.empty()
        : Optional.of(ErrorCode.KEY_UNKNOWN.reject("there is no such key"));
  }

  static KeyEvent made(KeyProtocol.Make make, By by) {
    List<String> scopes = make.scopes().stream().distinct().sorted().toList();
    return new KeyEvent.KeyMade(by, make.id(), make.hash(), scopes, make.expires());
  }
}

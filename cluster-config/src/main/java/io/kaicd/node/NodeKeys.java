package io.kaicd.node;

import io.kaicd.contract.call.Caller;
import io.kaicd.contract.key.Keys;
import io.kaicd.http.gate.KeyRing;
import io.kaicd.http.gate.SingleToken;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The owner's token and the named keys.
 *
 * @param named nothing until they are known
 */
record NodeKeys(SingleToken owner, AtomicReference<@Nullable Keys> named) implements KeyRing {
  @Override
  public @Nullable Caller owner(String token) {
    Caller caller = owner.owner(token);
    Keys keys = named.get();
    return caller != null || keys == null ? caller : keys.owner(token);
  }

  @Override
  public @Nullable String holder(String token) {
    Keys keys = named.get();
    return keys == null ? null : keys.holder(token);
  }
}

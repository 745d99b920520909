package io.kaicd.actors.secrets;

import io.kaicd.actors.secrets.VaultState.Known;
import io.kaicd.actors.secrets.VaultState.Rotation;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.ErrorCode;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole rotation of the key ring, from the first step to the last. Whether one is open is a fact
 * of the stream, so that a second one goes on with it, be it after a crash or on another node.
 */
final class RingRotation {
  private static final Logger LOG = LoggerFactory.getLogger(RingRotation.class);
  private static final int STEP = 200;

  private final NodeVault node;
  private final VaultLink link;
  private final KeyMaker maker;
  private final WrappedKeys keys;

  RingRotation(NodeVault node, VaultLink link, KeyMaker maker, WrappedKeys keys) {
    this.node = node;
    this.link = link;
    this.maker = maker;
    this.keys = keys;
  }

  /**
   * @throws io.kaicd.contract.error.RejectedException {@code vault.unset}, {@code vault.locked},
   *     {@code vault.invalid} on a node without a store, {@code write.stale} when another began one
   *     at the same moment, {@code vault.conflict} when its new key is lost
   */
  void run(Caller actor) {
    if (keys instanceof EntityKeys) {
      throw ErrorCode.VAULT_INVALID
          .reject("this node keeps no keys")
          .withRemedy("Ask a central node")
          .asException();
    }
    KeyRing ring = whole();
    dropLostTarget(ring, actor);
    if (node.known().rotation() == null) {
      link.change(maker.newKek(ring), actor);
    }
    Rotation open = node.known().rotation();
    if (open != null) { // or another node has just ended it
      link.change(new VaultCommand.MakePrimary(open.kek()), actor);
      finish(open.kek(), actor);
    }
  }

  /** A ring that was opened by an older root may lack keys, which are not lost. */
  private KeyRing whole() {
    KeyRing ring = node.ring();
    if (!ring.rootId().equals(node.known().root().id())) {
      throw ErrorCode.VAULT_LOCKED
          .reject("this node was opened by an older root of the vault")
          .withRemedy("Unlock it by the new one: POST /api/v1/vault/unlock")
          .asException();
    }
    return ring;
  }

  private void dropLostTarget(KeyRing ring, Caller actor) {
    Known known = node.known();
    Rotation open = known.rotation();
    if (open != null && !open.kek().equals(known.primary()) && !ring.has(open.kek())) {
      link.change(new VaultCommand.RetireKek(open.kek()), actor);
    }
  }

  private void finish(String kek, Caller actor) {
    Known known = node.known();
    if (!known.primary().equals(kek)) {
      return; // a later rotation is open; it does the rest
    }
    KekRotation rotation = new KekRotation(keys, known);
    do { // once even where there are no data keys: it looks whether the primary key is whole
      rotation.step(node.ring(), STEP);
    } while (!rotation.done());
    whole(); // what did not open is lost, and not merely unknown here
    if (!rotation.lost().isEmpty()) {
      LOG.warn("{} data keys are lost and were not wrapped anew", rotation.lost().size());
    }
    for (String old : known.keks().keySet()) {
      if (!old.equals(kek) && isOpen(kek)) {
        link.change(new VaultCommand.RetireKek(old), actor);
      }
    }
  }

  private boolean isOpen(String kek) {
    Rotation open = node.known().rotation();
    return open != null && Objects.equals(open.kek(), kek);
  }
}

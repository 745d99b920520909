package io.kaicd.actors.secrets;

import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.ErrorCode;

/** A whole rotation of the key ring, from the first step to the last; goes on where one broke. */
final class RingRotation {
  private static final int STEP = 200;
  private static final int MOST_IDLE_STEPS = 5;

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
   *     {@code vault.invalid} on a node without a store
   */
  void run(Caller actor) {
    if (keys instanceof EntityKeys) {
      throw ErrorCode.VAULT_INVALID
          .reject("this node keeps no keys")
          .withRemedy("Ask a central node")
          .asException();
    }
    VaultCommand.AddKek added = maker.newKek(node.ring());
    link.change(added, actor);
    link.change(new VaultCommand.MakePrimary(added.id()), actor);
    rewrapAll();
    for (String idle : new KekRotation(keys).retirable(node.known())) {
      link.change(new VaultCommand.RetireKek(idle), actor);
    }
  }

  private void rewrapAll() {
    KekRotation rotation = new KekRotation(keys);
    int idle = 0;
    while (idle < MOST_IDLE_STEPS) {
      KekRotation.Progress progress = rotation.step(node.ring(), node.known(), STEP);
      if (progress.done()) {
        return;
      }
      idle = progress.rewrapped() == 0 ? idle + 1 : 0;
    }
  }
}

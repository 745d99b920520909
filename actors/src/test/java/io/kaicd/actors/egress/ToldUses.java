package io.kaicd.actors.egress;

import io.kaicd.contract.audit.Audit;
import io.kaicd.contract.audit.Denial;
import io.kaicd.contract.audit.SecretUse;
import io.kaicd.contract.audit.SecretUser;
import io.kaicd.contract.error.ErrorCode;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An audit that remembers which uses it was told of, or cannot be told. */
final class ToldUses implements Audit {
  final Queue<SecretUser> begun = new ConcurrentLinkedQueue<>();
  final Queue<SecretUse> uses = new ConcurrentLinkedQueue<>();
  volatile boolean away;

  @Override
  public void denied(Denial denial) {
    throw new AssertionError("the way out denies nothing");
  }

  @Override
  public void begin(SecretUser user) {
    if (away) {
      throw ErrorCode.STORAGE_UNAVAILABLE.reject("the journal is away").asException();
    }
    begun.add(user);
  }

  @Override
  public void used(SecretUse use) {
    uses.add(use);
  }
}

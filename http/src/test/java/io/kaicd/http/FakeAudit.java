package io.kaicd.http;

import io.kaicd.contract.audit.Audit;
import io.kaicd.contract.audit.AuditEntry;
import io.kaicd.contract.audit.AuditTrail;
import io.kaicd.contract.audit.Denial;
import io.kaicd.contract.audit.SecretUse;
import io.kaicd.contract.audit.SecretUser;
import io.kaicd.contract.error.RejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Remembers what it is told, and shows what it is given. */
final class FakeAudit implements Audit, AuditTrail {
  final ConcurrentLinkedQueue<Denial> denials = new ConcurrentLinkedQueue<>();
  final List<AuditEntry<?>> entries = new ArrayList<>();
  volatile @Nullable RejectedException failure;

  @Override
  public void denied(Denial denial) {
    denials.add(denial);
  }

  @Override
  public void begin(SecretUser user) {
    throw new AssertionError("the door uses no secret");
  }

  @Override
  public void used(SecretUse use) {
    throw new AssertionError("the door uses no secret");
  }

  @Override
  public List<AuditEntry<?>> recent() {
    RejectedException wanted = failure;
    if (wanted != null) {
      throw wanted;
    }
    return List.copyOf(entries);
  }
}

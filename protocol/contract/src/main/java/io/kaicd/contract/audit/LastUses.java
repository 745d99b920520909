package io.kaicd.contract.audit;

import java.time.Instant;
import java.util.Optional;

/** When each secret was sent last, as far as this node has heard. */
@FunctionalInterface
public interface LastUses {
  /** On any node, ever; of other nodes it is heard a period of the audit later. */
  Optional<Instant> of(String secret);
}

package io.kaicd.contract.egress;

import java.util.List;

/** What left the house, and what did not. */
@FunctionalInterface
public interface EgressLog {
  /** By origin; empty for a service that sent nothing from this node. */
  List<EgressLine> of(String service);
}

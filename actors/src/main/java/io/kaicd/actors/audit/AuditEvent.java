package io.kaicd.actors.audit;

import io.kaicd.contract.audit.AuditLine;
import java.time.Instant;
import java.util.List;

/** What the audit's stream holds. Private to this room; golden files hold the shapes still. */
sealed interface AuditEvent {
  /**
   * What a node counted in a time.
   *
   * @param run which run of the node
   * @param number in the run, from 1: the same number of the same run is the same event
   */
  record Counted(
      String node,
      String run,
      long number,
      Instant from,
      Instant to,
      List<AuditLine.Denied> denials,
      List<AuditLine.Used> uses)
      implements AuditEvent {
    public Counted {
      denials = List.copyOf(denials);
      uses = List.copyOf(uses);
    }
  }

  /** A secret is about to be used; how it ended and how often, the counts say. */
  record UseBegun(String node, Instant at, String secret, String service, String actor)
      implements AuditEvent {}
}

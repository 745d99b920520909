package io.kaicd.contract.registry;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a replica is in its life. A service's phase is that of its best replica. */
public enum Phase {
  @JsonProperty("ready")
  READY,
  /** It answers, and says that something is wrong. */
  @JsonProperty("degraded")
  DEGRADED,
  @JsonProperty("starting")
  STARTING,
  /** It failed and waits before its next start. */
  @JsonProperty("backing-off")
  BACKING_OFF,
  @JsonProperty("draining")
  DRAINING,
  /** It crashed too often and waits for its release. */
  @JsonProperty("quarantined")
  QUARANTINED,
  /** No node fits, or the node that it is pinned to is away. */
  @JsonProperty("unplaced")
  UNPLACED,
  @JsonProperty("stopped")
  STOPPED;

  /** Whether a call may be sent to it. */
  public boolean serves() {
    return this == READY || this == DEGRADED;
  }
}

package io.kaicd.contract.egress;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Where a service's requests went, from this node and since its start.
 *
 * @param origin {@code scheme://host:port}, or {@code other} for all past a number of lines
 * @param reach of the address that was connected to
 * @param actor for whose calls, such as {@code key:my-app}; {@code service:<id>} for what the
 *     service sent on its own account, {@code other} past a number of lines
 * @param requests how many
 */
public record EgressLine(String origin, Reach reach, String actor, long requests) {
  /** How far away an address is. */
  public enum Reach {
    @JsonProperty("loopback")
    LOOPBACK,
    /** Of a network of one's own: RFC 1918 or RFC 4193. */
    @JsonProperty("private")
    PRIVATE,
    @JsonProperty("public")
    PUBLIC
  }
}

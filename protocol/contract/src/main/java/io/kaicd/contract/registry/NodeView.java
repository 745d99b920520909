package io.kaicd.contract.registry;

import java.util.Set;

/**
 * A node of the cluster.
 *
 * @param id its data folder's own id, which outlives its address
 * @param address {@code host:port} of its cluster socket
 * @param role {@code edge} or {@code central}
 * @param state the cluster's word for it: {@code up}, {@code leaving}, {@code unreachable}, ...
 * @param self whether it is the node that answers
 */
public record NodeView(
    String id, String address, String role, Set<String> traits, String state, boolean self) {
  public NodeView {
    traits = Set.copyOf(traits);
  }

  public boolean up() {
    return state.equals("up");
  }
}

package io.kaicd.actors.registry;

import java.util.Set;

/** Who this node is, as placement sees it. */
public record NodeIdentity(String id, String role, Set<String> traits) {
  public NodeIdentity {
    traits = Set.copyOf(traits);
  }
}

package io.kaicd.actors.registry;

import io.kaicd.contract.registry.Registry;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ReplicaStatus;
import java.util.function.Consumer;

/** The registry as the runtime of a node sees it: the view, and the word that its replicas send. */
public interface NodeRegistry extends Registry {
  /**
   * Calls a listener with the view now and after each change, in order, on a thread of the node's.
   */
  void subscribe(Consumer<RegistryView> listener);

  /** Publishes to all nodes what a replica on this node says of itself. */
  void publish(ReplicaStatus status);

  /** Withdraws what a replica on this node said, since it no longer runs here. */
  void withdraw(String service);
}

package io.kaicd.actors.configuration;

import io.kaicd.actors.registry.NodeRegistry;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.contract.registry.WriteResult;
import java.util.concurrent.CompletionStage;

/** A registry that the configuration only reads, as it should. */
interface ReadRegistry extends NodeRegistry {
  @Override
  default CompletionStage<WriteResult> write(RegistryWrite write, WriteOptions options) {
    throw new AssertionError("the configuration writes no service");
  }

  @Override
  default void publish(ReplicaStatus status) {
    throw new AssertionError("the configuration runs no replica");
  }

  @Override
  default void withdraw(String service) {
    throw new AssertionError("the configuration runs no replica");
  }
}

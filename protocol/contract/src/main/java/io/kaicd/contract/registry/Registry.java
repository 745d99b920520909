package io.kaicd.contract.registry;

import java.util.concurrent.CompletionStage;

/** The registry as a node's other rooms see it. */
public interface Registry {
  /** What this node knows now; asks nobody. */
  RegistryView view();

  /** Completes always, and never exceptionally. */
  CompletionStage<WriteResult> write(RegistryWrite write, WriteOptions options);
}

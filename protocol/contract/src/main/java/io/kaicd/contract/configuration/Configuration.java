package io.kaicd.contract.configuration;

import java.util.concurrent.CompletionStage;

/** The configuration profiles as a node's other rooms see them. */
public interface Configuration {
  /** What the active profile comes to on this node; asks nobody. */
  EffectiveConfiguration effective();

  /** All profiles as this node knows them now; asks nobody. */
  Profiles profiles();

  /** How profiles came to be what they are. */
  History history();

  /** Completes always, and never exceptionally. */
  CompletionStage<ChangeResult> change(ConfigurationWrite write, ChangeOptions options);
}

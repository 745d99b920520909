package io.kaicd.actors.registry;

import io.kaicd.contract.error.Rejection;

/** What a write comes to, before anything is persisted. */
sealed interface RegistryDecision {
  record Accept(RegistryEvent event, boolean created) implements RegistryDecision {}

  /** It is so already. */
  record Unchanged() implements RegistryDecision {}

  record Refuse(Rejection rejection) implements RegistryDecision {}
}

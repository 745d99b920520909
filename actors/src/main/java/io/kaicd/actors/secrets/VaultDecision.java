package io.kaicd.actors.secrets;

import io.kaicd.contract.error.Rejection;

/** What a command comes to, before anything is persisted. */
sealed interface VaultDecision {
  record Accept(VaultEvent event) implements VaultDecision {}

  /** It is so already. */
  record Unchanged() implements VaultDecision {}

  record Refuse(Rejection rejection) implements VaultDecision {}
}

package io.kaicd.actors.registry;

import io.kaicd.contract.error.Rejection;
import java.util.List;

/** What a write comes to, before anything is persisted. */
sealed interface RegistryDecision {
  /**
   * @param notes what its writer should know, such as a service that did not follow
   */
  record Accept(RegistryEvent event, boolean created, List<String> notes)
      implements RegistryDecision {
    Accept(RegistryEvent event, boolean created) {
      this(event, created, List.of());
    }
  }

  /** It is so already. */
  record Unchanged() implements RegistryDecision {}

  record Refuse(Rejection rejection) implements RegistryDecision {}
}

package io.kaicd.actors.configuration;

import io.kaicd.contract.configuration.Difference;
import io.kaicd.contract.error.Rejection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/** What a change comes to, before anything is persisted; a dry run ends here. */
sealed interface ConfigurationDecision {
  /**
   * @param differences of the own layers, by profile
   * @param affected the services whose configuration changes under the active profile
   */
  record Accept(
      ConfigurationEvent event,
      SortedMap<String, List<Difference>> differences,
      SortedSet<String> affected)
      implements ConfigurationDecision {}

  /** It is so already. */
  record Unchanged() implements ConfigurationDecision {}

  record Refuse(Rejection rejection) implements ConfigurationDecision {}
}

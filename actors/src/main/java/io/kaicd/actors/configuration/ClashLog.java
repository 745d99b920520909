package io.kaicd.actors.configuration;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once what of a node's environment clashes with the profiles, and again what is new. */
final class ClashLog {
  private static final Logger log = LoggerFactory.getLogger(ClashLog.class);

  private Set<String> told = Set.of();

  /** Names variables and keys, never a value. */
  void look(List<String> clashes) {
    Set<String> now = new LinkedHashSet<>(clashes);
    for (String clash : now) {
      if (!told.contains(clash)) {
        log.warn("the environment clashes with the configuration: {}", clash);
      }
    }
    for (String gone : told) {
      if (!now.contains(gone)) {
        log.info("the environment no longer clashes: {}", gone);
      }
    }
    told = now;
  }
}

package io.kaicd.actors.audit;

import io.kaicd.contract.audit.LastUses;
import io.kaicd.contract.audit.SecretUse;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the journal knows, and what this node has sent since. */
final class LatestUses implements LastUses {
  private final Map<String, Instant> own = new ConcurrentHashMap<>();
  private final Function<String, Optional<Instant>> journal;
  private final Clock clock;

  LatestUses(Function<String, Optional<Instant>> journal, Clock clock) {
    this.journal = journal;
    this.clock = clock;
  }

  void used(SecretUse use) {
    if (use.outcome().equals(SecretUse.SENT)) {
      own.put(use.user().secret(), clock.instant());
    }
  }

  @Override
  public Optional<Instant> of(String secret) {
    return Stream.concat(Stream.ofNullable(own.get(secret)), journal.apply(secret).stream())
        .max(Comparator.naturalOrder());
  }
}

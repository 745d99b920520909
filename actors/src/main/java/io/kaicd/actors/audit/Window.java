package io.kaicd.actors.audit;

import io.kaicd.contract.audit.AuditEntry;
import io.kaicd.contract.audit.AuditLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The last entries while more are added. What goes on for a while is one entry an hour, so that it
 * does not push out what else there was.
 */
final class Window<L extends AuditLine> {
  private static final int MOST = 500;
  private static final Duration SPAN = Duration.ofHours(1);

  private final List<AuditEntry<L>> held;
  private final BiFunction<L, L, Optional<L>> joined;
  private long entries;

  private Window(List<AuditEntry<L>> held, long entries, BiFunction<L, L, Optional<L>> joined) {
    this.held = held;
    this.entries = entries;
    this.joined = joined;
  }

  /**
   * @param entries how many there ever were
   */
  static <L extends AuditLine> Window<L> of(
      List<AuditEntry<L>> held, long entries, BiFunction<L, L, Optional<L>> joined) {
    return new Window<>(new ArrayList<>(held), entries, joined);
  }

  void add(String node, L line) {
    for (int i = held.size() - 1; i >= 0; i--) {
      AuditEntry<L> at = held.get(i);
      if (at.node().equals(node) && at.line().first().plus(SPAN).isAfter(line.last())) {
        Optional<L> both = joined.apply(at.line(), line);
        if (both.isPresent()) {
          held.set(i, new AuditEntry<>(at.number(), node, both.get()));
          return;
        }
      }
    }
    held.add(new AuditEntry<>(++entries, node, line));
  }

  long entries() {
    return entries;
  }

  /** The last ones, of those that happened since a time. */
  List<AuditEntry<L>> since(Instant oldest) {
    held.removeIf(entry -> entry.line().last().isBefore(oldest));
    return held.subList(Math.max(0, held.size() - MOST), held.size());
  }
}

package io.kaicd.actors.audit;

import io.kaicd.actors.audit.AuditEvent.Counted;
import io.kaicd.actors.audit.AuditEvent.UseBegun;
import io.kaicd.contract.audit.AuditEntry;
import io.kaicd.contract.audit.AuditLine;
import io.kaicd.contract.audit.SecretUse;
import io.kaicd.message.AuditProtocol;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The last of the audit, at one revision. Immutable; changes are pure.
 *
 * @param entries how many there ever were, and so the newest one's number
 * @param denials the last ones, the oldest first; uses apart, so that neither pushes the other out
 * @param lastSent when each secret was sent last
 * @param marks what was kept of each node last
 */
record AuditState(
    long revision,
    long entries,
    List<AuditEntry<AuditLine.Denied>> denials,
    List<AuditEntry<AuditLine.Used>> uses,
    SortedMap<String, Instant> lastSent,
    SortedMap<String, Mark> marks) {
  static final AuditState EMPTY =
      new AuditState(0, 0, List.of(), List.of(), new TreeMap<>(), new TreeMap<>());

  private static final Duration KEPT = Duration.ofDays(30);

  /** As many secrets as there may be. */
  private static final int MOST_SENT = 10_000;

  AuditState {
    denials = List.copyOf(denials);
    uses = List.copyOf(uses);
    lastSent = Collections.unmodifiableSortedMap(lastSent); // its maker made it for it alone
    marks = Collections.unmodifiableSortedMap(new TreeMap<>(marks));
  }

  /** The last event of a node: the one with this number of this run. */
  record Mark(String run, long number, Instant to) {}

  AuditState apply(AuditEvent event) {
    return switch (event) {
      case Counted counted -> with(counted);
      case UseBegun begun -> with(begun);
    };
  }

  private AuditState with(Counted event) {
    Instant oldest = event.to().minus(KEPT);
    Window<AuditLine.Denied> denied = Window.of(denials, entries, Lines::joined);
    event.denials().forEach(line -> denied.add(event.node(), line));
    Window<AuditLine.Used> used = Window.of(uses, denied.entries(), Lines::joined);
    event.uses().forEach(line -> used.add(event.node(), line));
    SortedMap<String, Mark> now = new TreeMap<>(marks);
    now.values().removeIf(mark -> mark.to().isBefore(oldest));
    now.put(event.node(), new Mark(event.run(), event.number(), event.to()));
    return new AuditState(
        revision + 1,
        used.entries(),
        denied.since(oldest),
        used.since(oldest),
        sent(event.uses()),
        now);
  }

  private SortedMap<String, Instant> sent(List<AuditLine.Used> lines) {
    SortedMap<String, Instant> last = new TreeMap<>(lastSent);
    for (AuditLine.Used line : lines) {
      if (line.outcome().equals(SecretUse.SENT)) {
        last.merge(line.secret(), line.last(), (a, b) -> a.isBefore(b) ? b : a);
      }
    }
    while (last.size() > MOST_SENT) {
      last.remove(Collections.min(last.entrySet(), Map.Entry.comparingByValue()).getKey());
    }
    return last;
  }

  private AuditState with(UseBegun begun) {
    Window<AuditLine.Used> used = Window.of(uses, entries, Lines::joined);
    used.add(
        begun.node(),
        new AuditLine.Used(
            begun.secret(),
            begun.service(),
            begun.actor(),
            SecretUse.BEGUN,
            1,
            begun.at(),
            begun.at()));
    return new AuditState(
        revision + 1, used.entries(), denials, used.since(begun.at().minus(KEPT)), lastSent, marks);
  }

  /** Whether it was kept before, and is sent again by somebody who did not hear of it. */
  boolean has(AuditProtocol.Keep keep) {
    Mark mark = marks.get(keep.node());
    return mark != null && mark.run().equals(keep.run()) && keep.number() <= mark.number();
  }

  /** By number, the newest first. */
  List<AuditEntry<?>> newestFirst() {
    List<AuditEntry<?>> all = new ArrayList<>(denials);
    all.addAll(uses);
    all.sort(Comparator.<AuditEntry<?>>comparingLong(AuditEntry::number).reversed());
    return Collections.unmodifiableList(all);
  }
}

package io.kaicd.actors.egress;

import io.kaicd.contract.egress.EgressLine;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Where one service's requests went. Bounded, and of one look-up a request. */
final class EgressCounts {
  private static final int MOST = 32;

  private final ConcurrentHashMap<Line, LongAdder> counts = new ConcurrentHashMap<>();

  private record Line(String origin, EgressLine.Reach reach) {}

  void sent(String origin, EgressLine.Reach reach) {
    Line line = new Line(origin, reach);
    LongAdder count = counts.get(line);
    if (count == null) {
      Line kept = counts.size() < MOST ? line : new Line("other", reach);
      count = counts.computeIfAbsent(kept, _ -> new LongAdder());
    }
    count.increment();
  }

  List<EgressLine> lines() {
    return counts.entrySet().stream()
        .map(
            each ->
                new EgressLine(
                    each.getKey().origin(), each.getKey().reach(), each.getValue().sum()))
        .sorted(Comparator.comparing(EgressLine::origin).thenComparing(EgressLine::reach))
        .toList();
  }
}

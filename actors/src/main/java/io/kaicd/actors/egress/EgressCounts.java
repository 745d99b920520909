package io.kaicd.actors.egress;

import io.kaicd.contract.egress.EgressLine;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where one service's requests went, and for whom. Bounded, and of one look-up a request: past a
 * number of lines, origins are counted together, and past another callers too. How far a request
 * went is always told apart.
 */
final class EgressCounts {
  static final int MOST = 256;
  private static final String OTHER = "other";

  private final String own;
  private final ConcurrentHashMap<Line, LongAdder> counts = new ConcurrentHashMap<>();

  private record Line(String origin, EgressLine.Reach reach, String actor) {}

  /**
   * @param own who it is that sends what no call caused
   */
  EgressCounts(String own) {
    this.own = own;
  }

  void sent(String origin, EgressLine.Reach reach, Behalf behalf) {
    String actor = behalf.actorOr(own);
    Line line = new Line(origin, reach, actor);
    LongAdder count = counts.get(line);
    if (count == null) {
      count = counts.computeIfAbsent(kept(line), _ -> new LongAdder());
    }
    count.increment();
  }

  private Line kept(Line line) {
    int size = counts.size();
    if (size < MOST) {
      return line;
    }
    Line anywhere = new Line(OTHER, line.reach(), line.actor());
    return size < 2 * MOST || counts.containsKey(anywhere)
        ? anywhere
        : new Line(OTHER, line.reach(), OTHER);
  }

  List<EgressLine> lines() {
    return counts.entrySet().stream()
        .map(
            each ->
                new EgressLine(
                    each.getKey().origin(),
                    each.getKey().reach(),
                    each.getKey().actor(),
                    each.getValue().sum()))
        .sorted(
            Comparator.comparing(EgressLine::origin)
                .thenComparing(EgressLine::reach)
                .thenComparing(EgressLine::actor))
        .toList();
  }
}

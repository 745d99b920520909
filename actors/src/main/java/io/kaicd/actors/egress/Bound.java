package io.kaicd.actors.egress;

import io.kaicd.contract.error.RejectedException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * What a replica may send by: its configuration, and those before it for the calls that began with
 * them.
 *
 * @param former newest first
 */
record Bound(Binding now, List<Former> former) {
  private static final int MOST_FORMER = 8;

  /**
   * @param until calls that began later do not go by it, in {@link System#nanoTime}
   */
  record Former(Binding binding, long until) {}

  static Bound to(Binding binding) {
    return new Bound(binding, List.of());
  }

  /** The next one, for as long as the plugin may go by either. */
  Bound next(Binding next, long now) {
    List<Former> all = new ArrayList<>();
    all.add(new Former(this.now, now + Long.MAX_VALUE / 2));
    all.addAll(former.subList(0, Math.min(former.size(), MOST_FORMER - 1)));
    return new Bound(next, List.copyOf(all));
  }

  /** The plugin goes by the newest. */
  Bound taken(long now) {
    List<Former> all = new ArrayList<>(former);
    all.set(0, new Former(all.getFirst().binding(), now));
    return new Bound(this.now, List.copyOf(all));
  }

  /**
   * @throws RejectedException {@code egress.refused} when none covers it
   */
  Binding covering(URI uri, Behalf behalf) {
    try {
      now.check(uri);
      return now;
    } catch (RejectedException e) {
      // What a service does by itself begins now: it goes by the former while the next is not
      // taken.
      long began = behalf.nobody() ? System.nanoTime() : behalf.began();
      for (Former each : former) {
        if (began - each.until() < 0 && each.binding().covers(uri)) {
          return each.binding();
        }
      }
      throw e;
    }
  }
}

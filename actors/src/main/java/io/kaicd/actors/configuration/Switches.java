package io.kaicd.actors.configuration;

import io.kaicd.actors.configuration.ConfigurationEvent.Switch;
import java.util.ArrayList;
import java.util.List;

/**
 * The last switches of the active profile. Each is known by its number: the same profile may have
 * been made active again since, by somebody else.
 *
 * @param last the oldest first; those that were taken back stay, so that none is taken back twice
 */
record Switches(List<Made> last) {
  /** They matter for seconds, while a switch is not settled. */
  private static final int MOST = 16;

  static final Switches NONE = new Switches(List.of());

  record Made(Switch made, boolean undone) {}

  Switches with(Switch made) {
    List<Made> all = new ArrayList<>(last);
    all.add(new Made(made, false));
    return new Switches(List.copyOf(all.subList(Math.max(0, all.size() - MOST), all.size())));
  }

  Switches without(long version) {
    return new Switches(
        last.stream()
            .map(each -> each.made().version() == version ? new Made(each.made(), true) : each)
            .toList());
  }

  /** Whether it was made, and not taken back; nothing is held of one long ago. */
  boolean holds(long version) {
    return last.stream().anyMatch(each -> each.made().version() == version && !each.undone());
  }

  /** Whether it is by this one that the active profile is active. */
  boolean isLast(long version) {
    return last.reversed().stream()
        .filter(each -> !each.undone())
        .limit(1)
        .anyMatch(each -> each.made().version() == version);
  }

  /**
   * The profile that was active before a switch, but for what was taken back since.
   *
   * @param then the one that was active at the time
   */
  String before(long version, String then) {
    String before = then;
    for (Made each : last.reversed()) {
      if (each.made().version() >= version) {
        continue;
      }
      if (!each.undone()) {
        return each.made().to();
      }
      before = each.made().before();
    }
    return before;
  }
}

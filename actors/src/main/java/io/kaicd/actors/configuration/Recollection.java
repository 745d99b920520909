package io.kaicd.actors.configuration;

import io.kaicd.actors.configuration.Profile.Version;
import io.kaicd.contract.configuration.History.Made;
import io.kaicd.contract.configuration.History.Versions;
import io.kaicd.contract.configuration.Moment;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one reading of the stream, from its first event on, is to tell of a profile. It is told each
 * event with the state after it, and keeps no more than what was asked for.
 */
final class Recollection implements Past {
  private final String profile;
  private final Map<Moment, Version> found = new HashMap<>();
  private final List<Moment> moments;
  private final long before;
  private final int limit;
  private final Deque<Made> made = new ArrayDeque<>();

  private Recollection(String profile, List<Moment> moments, long before, int limit) {
    this.profile = profile;
    this.moments = moments;
    this.before = before;
    this.limit = limit;
    Profile shipped = ConfigurationState.INITIAL.profile(profile);
    if (shipped != null) {
      for (Moment moment : moments) {
        if (!moment.equals(new Moment.AtVersion(0)) && moment instanceof Moment.AtVersion) {
          continue;
        }
        found.put(moment, shipped.now());
      }
      keep(shipped.now());
    }
  }

  static Recollection of(String profile, Moment... moments) {
    return new Recollection(profile, List.of(moments), 0, 0);
  }

  /** The versions of a profile below one, as many as wanted. */
  static Recollection ofVersions(String profile, long before, int limit) {
    return new Recollection(profile, List.of(), before, limit);
  }

  /**
   * @param state with the event
   */
  void take(ConfigurationEvent event, ConfigurationState state) {
    Profile is = state.profile(profile);
    for (Moment moment : moments) {
      switch (moment) {
        case Moment.AtVersion(long number) -> {
          if (number == event.version() && is != null && is.now().number() == number) {
            found.put(moment, is.now());
          }
        }
        case Moment.AtTime(Instant time) -> {
          if (event.by().at().isAfter(time)) {
            continue; // a clock may go back, so look at all
          }
          if (is == null) {
            found.remove(moment);
          } else {
            found.put(moment, is.now());
          }
        }
      }
    }
    if (is != null && is.now().number() == event.version()) {
      keep(is.now());
    }
  }

  private void keep(Version version) {
    if (version.number() < before) {
      made.addLast(version.made());
      if (made.size() > limit + 1) { // one more tells that there are more
        made.removeFirst();
      }
    }
  }

  @Override
  public Optional<Version> version(String id, long number) {
    return at(id, new Moment.AtVersion(number));
  }

  @Override
  public Optional<Version> at(String id, Instant time) {
    return at(id, new Moment.AtTime(time));
  }

  @Override
  public Optional<Version> at(String id, Moment moment) {
    return id.equals(profile) ? Optional.ofNullable(found.get(moment)) : Optional.empty();
  }

  Versions versions() {
    List<Made> newest = new ArrayList<>(made).reversed();
    return new Versions(newest.subList(0, Math.min(limit, newest.size())), newest.size() > limit);
  }
}

package io.kaicd.actors.configuration;

import io.kaicd.actors.configuration.Profile.Version;
import java.time.Instant;
import java.util.Optional;

/**
 * The versions that a profile had. The state keeps the last {@link Profile#KEPT}; whoever holds the
 * stream of events has them all, so that a rollback reaches any version.
 */
interface Past {
  Optional<Version> version(String profile, long number);

  /** As the profile was at a time; empty when there was none, or when it is not known any more. */
  Optional<Version> at(String profile, Instant time);

  /** What the state keeps. */
  static Past of(ConfigurationState state) {
    return new Past() {
      @Override
      public Optional<Version> version(String profile, long number) {
        return Optional.ofNullable(state.profile(profile)).flatMap(p -> p.version(number));
      }

      @Override
      public Optional<Version> at(String profile, Instant time) {
        return Optional.ofNullable(state.profile(profile)).flatMap(p -> p.at(time));
      }
    };
  }

  /**
   * All there ever was, read from the stream's first event on at each question.
   *
   * @param events in order, from the first
   */
  static Past of(Iterable<? extends ConfigurationEvent> events) {
    return new Past() {
      @Override
      public Optional<Version> version(String profile, long number) {
        ConfigurationState state = ConfigurationState.INITIAL;
        for (ConfigurationEvent event : events) {
          if (state.revision() >= number) {
            break;
          }
          state = state.apply(event);
        }
        // The event of that number may be another profile's: then there is no such version.
        return Past.of(state).version(profile, number);
      }

      @Override
      public Optional<Version> at(String profile, Instant time) {
        ConfigurationState state = ConfigurationState.INITIAL;
        Optional<Version> found = Optional.ofNullable(state.profile(profile)).map(Profile::now);
        for (ConfigurationEvent event : events) {
          state = state.apply(event);
          if (!event.by().at().isAfter(time)) { // a clock may go back, so look at all
            found = Optional.ofNullable(state.profile(profile)).map(Profile::now);
          }
        }
        return found;
      }
    };
  }
}

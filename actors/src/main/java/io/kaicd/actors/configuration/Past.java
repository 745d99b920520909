package io.kaicd.actors.configuration;

import io.kaicd.actors.configuration.Profile.Version;
import io.kaicd.contract.configuration.Moment;
import java.time.Instant;
import java.util.Optional;

/**
 * The versions that a profile had. The state keeps the last {@link Profile#KEPT}; the stream of
 * events has them all, see {@link Recollection}.
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

  /** What the state keeps, and one version more. */
  static Past of(ConfigurationState state, String profile, Version version) {
    Past kept = of(state);
    return new Past() {
      @Override
      public Optional<Version> version(String id, long number) {
        return id.equals(profile) && number == version.number()
            ? Optional.of(version)
            : kept.version(id, number);
      }

      @Override
      public Optional<Version> at(String id, Instant time) {
        return kept.at(id, time);
      }
    };
  }

  default Optional<Version> at(String profile, Moment moment) {
    return switch (moment) {
      case Moment.AtVersion(long number) -> version(profile, number);
      case Moment.AtTime(Instant time) -> at(profile, time);
    };
  }
}

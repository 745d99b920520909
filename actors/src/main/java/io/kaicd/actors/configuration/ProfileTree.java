package io.kaicd.actors.configuration;

import io.kaicd.actors.registry.Shown;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;
import java.util.LinkedHashSet;
import java.util.Set;

/** How profiles may inherit: from one that is there, in no circle, and not too deep. */
record ProfileTree(ConfigurationLimits limits) {
  /**
   * @throws RejectedException when it is no such tree, or has too many profiles
   */
  void check(ConfigurationState state) {
    if (state.profiles().size() > limits.profiles()) {
      throw ErrorCode.PROFILE_INVALID
          .reject("there are at most %d profiles".formatted(limits.profiles()))
          .withRemedy("Delete profiles that nobody uses")
          .asException();
    }
    for (Profile profile : state.profiles().values()) {
      Set<String> seen = new LinkedHashSet<>();
      seen.add(profile.id());
      String parent = profile.now().parent();
      while (!parent.isEmpty()) {
        Profile above = state.profile(parent);
        if (above == null) {
          throw fault(profile, "unknown", "a profile; there is no '" + Shown.of(parent) + "'");
        }
        if (!seen.add(parent)) {
          throw fault(profile, "cycle", "no profile that inherits from it: " + seen);
        }
        if (seen.size() > limits.chain()) {
          throw fault(profile, "depth", "at most " + limits.chain() + " profiles in a line");
        }
        parent = above.now().parent();
      }
    }
  }

  private static RejectedException fault(Profile profile, String code, String wanted) {
    return ErrorCode.PROFILE_INVALID
        .reject("profile '%s' cannot inherit so".formatted(profile.id()))
        .withFault(new Fault("/parent", code, wanted, ""))
        .asException();
  }
}

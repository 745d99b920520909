package io.kaicd.actors.egress;

import io.kaicd.contract.egress.EgressLine;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.secret.Destination;
import io.kaicd.contract.secret.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Secrets in the node's environment, and where each may be sent: to what its {@code ..._TO} names,
 * or without one to addresses of the house alone, since whoever may configure a service may give it
 * an address of his own.
 *
 * @param variables a variable's value, null when it is not set
 */
record EnvironmentSecrets(Function<String, @Nullable String> variables) {
  private static final Pattern NAME = Pattern.compile("KAI_SECRET_[A-Z0-9_]{1,100}");
  private static final String TO = "_TO";

  /**
   * @param bound whether the node's owner named where it may be sent; else {@link #checkHouse} when
   *     that is known
   */
  record Found(Secret value, boolean bound) {}

  /** Whether a variable of that name is a secret. */
  static boolean isSecret(String variable) {
    return NAME.matcher(variable).matches() && !variable.endsWith(TO);
  }

  /**
   * @param variable {@link #isSecret}
   * @param wish by which the definition wants it
   * @throws RejectedException {@code secret.missing}, {@code secret.host-not-allowed}
   */
  Found open(String variable, String wish, URI to) {
    String value = variables.apply(variable);
    if (value == null || value.isBlank()) {
      // Named but not there: to go without would send what the owner meant to be signed.
      throw missing(wish, "the variable " + variable + " is not set");
    }
    String bounds = variables.apply(variable + TO);
    if (bounds != null) {
      checkBounds(variable, bounds, to);
    }
    return new Found(Secret.owning(value.strip().getBytes(StandardCharsets.UTF_8)), bounds != null);
  }

  private static void checkBounds(String variable, String bounds, URI to) {
    for (String one : bounds.split(",", -1)) {
      if (Destination.of(one.strip()).covers(to)) {
        return;
      }
    }
    throw ErrorCode.SECRET_HOST_NOT_ALLOWED
        .reject(variable + " may not be sent to " + AllowedBase.origin(to))
        .withRemedy(
            "Name it in "
                + variable
                + TO
                + " as HOST[:PORT][/PATH],..., where the node is started; http needs the port")
        .asException();
  }

  /**
   * Before a secret that is not bound is sent.
   *
   * @throws RejectedException {@code secret.host-not-allowed}
   */
  static void checkHouse(String variable, EgressLine.Reach reach) {
    if (reach == EgressLine.Reach.PUBLIC) {
      throw ErrorCode.SECRET_HOST_NOT_ALLOWED
          .reject(variable + " may not be sent outside the house")
          .withRemedy(
              "Name where it may go in "
                  + variable
                  + TO
                  + " as HOST[:PORT][/PATH],..., where the node is started; or keep it in the"
                  + " vault: kai secrets put")
          .asException();
    }
  }

  static RejectedException missing(String wish, String why) {
    return ErrorCode.SECRET_MISSING
        .reject("no value for the secret '" + wish + "': " + why)
        .asException();
  }
}

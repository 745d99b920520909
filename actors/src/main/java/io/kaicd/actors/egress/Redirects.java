package io.kaicd.actors.egress;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.secret.Destination;
import io.kaicd.spi.EgressRequest;
import java.net.URI;
import java.util.Optional;

/** Follows a redirect where it stays below the service's own address, and nowhere else. */
final class Redirects {
  static final int MOST = 3;

  private Redirects() {}

  /**
   * The request to make next, empty when the reply is no redirect.
   *
   * @throws RejectedException {@code egress.refused} or {@code upstream.invalid}
   */
  static Optional<EgressRequest> next(EgressRequest asked, ReplyHead head, Binding binding) {
    int status = head.status();
    boolean keepsMethod = status == 307 || status == 308;
    if (!keepsMethod && status != 301 && status != 302 && status != 303) {
      return Optional.empty();
    }
    URI to = target(asked.uri(), head);
    if (to.getScheme() == null || to.getHost() == null || !Destination.visible(to)) {
      throw invalid("redirects to nowhere").asException();
    }
    String origin = AllowedBase.origin(to);
    try {
      var _ = binding.check(to);
    } catch (RejectedException e) {
      throw ErrorCode.EGRESS_REFUSED
          .reject("the upstream redirects to " + origin + ", outside the service's address")
          .withRemedy("If you trust it, make the address it redirects to the service's address")
          .asException();
    }
    if (!keepsMethod && !RequestHead.isSafe(asked.method())) {
      throw invalid("redirects a " + asked.method() + " so that its body would be lost")
          .withRemedy("Make the address it redirects to the service's address")
          .asException();
    }
    return Optional.of(
        new EgressRequest(
            asked.method(),
            to,
            asked.headers(),
            asked.body(),
            asked.firstByteTimeout(),
            asked.idleTimeout()));
  }

  private static URI target(URI from, ReplyHead head) {
    try {
      return from.resolve(head.header("location").orElse("about:blank"));
    } catch (IllegalArgumentException e) {
      throw invalid("redirects to what is no address").asException();
    }
  }

  static Rejection invalid(String what) {
    return ErrorCode.UPSTREAM_INVALID
        .reject("the upstream " + what)
        .withRemedy("Check that the service's address is the API's own");
  }
}

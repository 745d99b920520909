package io.kaicd.http.gate;

import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.endpoint.RequestHead;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says no to whom may not come in. Each check gives the refusal, or null when it holds. */
public final class Gate {
  private static final String BEARER = "bearer ";

  private final Addresses addresses;
  private final Set<String> origins;
  private final KeyRing keys;

  public Gate(Addresses addresses, Set<String> origins, KeyRing keys) {
    this.addresses = addresses;
    this.origins = Set.copyOf(origins);
    this.keys = keys;
  }

  /** Whether it was sent to this node, and by no page of another origin. */
  public @Nullable Rejection checkSource(RequestHead head) {
    if (head.repeated()) {
      return ErrorCode.REQUEST_MALFORMED
          .reject("Host, Origin or Authorization is there twice")
          .withRemedy("Send each once");
    }
    var host = head.host();
    if (host == null || !addresses.accept(host.host().address(), host.port())) {
      return ErrorCode.HOST_REFUSED.reject("the Host header does not name this node");
    }
    String origin = head.origin();
    if (origin != null && !addresses.isOwnOrigin(origin) && !origins.contains(origin)) {
      return ErrorCode.ORIGIN_REFUSED.reject("a page of another origin may not call this node");
    }
    return null;
  }

  /**
   * Whether it has a token, whose owner is then left in the exchange; who once owned it, without a
   * scope, when it is refused.
   */
  public @Nullable Rejection checkToken(Exchange exchange) {
    String authorization = exchange.head().authorization();
    if (authorization == null) {
      return ErrorCode.AUTH_MISSING.reject("the request has no token");
    }
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return ErrorCode.AUTH_INVALID.reject("only bearer tokens are accepted");
    }
    String token = authorization.substring(BEARER.length()).strip();
    Caller owner = keys.owner(token);
    if (owner == null) {
      String holder = keys.holder(token);
      if (holder != null) {
        exchange.caller(new Caller(holder, Set.of()));
      }
      return ErrorCode.AUTH_INVALID.reject("the token is not known here");
    }
    exchange.caller(owner);
    return null;
  }

  /** Whether the token's owner may do this. */
  public static @Nullable Rejection checkScope(Access access, Exchange exchange) {
    return switch (access) {
      case Access.Open _ -> null;
      case Access.Scope(String scope) -> lack(exchange.caller(), scope);
      case Access.CallOf(int place) ->
          exchange.caller().scopes().contains(Caller.ADMIN)
              ? null
              : lack(exchange.caller(), "call:" + exchange.parameter(place));
    };
  }

  private static @Nullable Rejection lack(Caller caller, String scope) {
    return caller.may(scope)
        ? null
        : ErrorCode.AUTH_FORBIDDEN
            .reject("the key may not do this")
            .withRemedy("Use a key with the scope " + scope);
  }
}

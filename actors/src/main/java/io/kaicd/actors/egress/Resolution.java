package io.kaicd.actors.egress;

import io.kaicd.contract.egress.EgressLine;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Names to checked addresses. A name with one forbidden address is refused whole. */
final class Resolution {
  private final Resolver resolver;
  private final ExecutorService threads;

  Resolution(Resolver resolver, ExecutorService threads) {
    this.resolver = resolver;
    this.threads = threads;
  }

  InetAddress[] checked(String host, int millis, boolean local) throws InterruptedException {
    InetAddress[] addresses = addresses(host, millis);
    for (InetAddress address : addresses) {
      if (ForbiddenAddresses.contains(address)) {
        throw ErrorCode.EGRESS_REFUSED
            .reject(host + " is a link-local or metadata address")
            .withRemedy("Use an upstream of your own network or of the internet")
            .asException();
      }
      if (local && Reach.of(address) == EgressLine.Reach.PUBLIC) {
        throw ErrorCode.EGRESS_LEAVES_HOUSE
            .reject(host + " is no address of the house, which the service may not leave")
            .asException();
      }
    }
    return addresses;
  }

  private InetAddress[] addresses(String host, int millis) throws InterruptedException {
    Future<InetAddress[]> answer = null;
    try {
      if (literal(host)) {
        return resolver.resolve(host);
      }
      answer = threads.submit(() -> resolver.resolve(host));
      return answer.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw unknown(host, "could not be resolved in time");
    } catch (UnknownHostException e) {
      throw unknown(host, "does not resolve");
    } catch (ExecutionException e) {
      throw unknown(host, "does not resolve");
    }
  }

  private static RejectedException unknown(String host, String what) {
    return ErrorCode.UPSTREAM_UNREACHABLE
        .reject("the name " + host + " " + what)
        .withRemedy("Check the name in the service's address, and this machine's DNS")
        .asException();
  }

  /** Whether resolving it asks nobody. */
  static boolean literal(String host) {
    if (host.indexOf(':') >= 0) {
      return true;
    }
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c != '.' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }
}

package io.kaicd.actors.egress;

import io.kaicd.contract.egress.EgressLine;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One service's names to checked addresses. A name with one address that is refused is refused
 * whole.
 */
final class Resolution {
  private final Resolver resolver;
  private final ExecutorService threads;
  private final ConcurrentHashMap<String, Future<InetAddress[]>> underWay =
      new ConcurrentHashMap<>();

  /**
   * @param threads that the resolver may block
   */
  Resolution(Resolver resolver, ExecutorService threads) {
    this.resolver = resolver;
    this.threads = threads;
  }

  /**
   * @param local whether it must be of the house
   * @param named whether the service's owner named this host and port
   */
  InetAddress[] checked(String host, int millis, boolean local, boolean named)
      throws InterruptedException {
    InetAddress[] addresses = addresses(host, millis);
    for (InetAddress address : addresses) {
      AddressKind kind = AddressKind.of(address);
      if (kind == AddressKind.FORBIDDEN) {
        throw ErrorCode.EGRESS_REFUSED
            .reject(host + " is a link-local or metadata address")
            .withRemedy("Use an upstream of your own network or of the internet")
            .asException();
      }
      if (local && kind.reach() == EgressLine.Reach.PUBLIC) {
        throw ErrorCode.EGRESS_LEAVES_HOUSE
            .reject(host + " is no address of the house, which the service may not leave")
            .asException();
      }
      if (!kind.allowed(named)) {
        throw kind == AddressKind.RESERVED ? reserved(host) : unnamed(host);
      }
    }
    return addresses;
  }

  private static RejectedException reserved(String host) {
    return ErrorCode.EGRESS_REFUSED
        .reject(host + " is at an address where no server is")
        .withRemedy("Use an upstream of your own network or of the internet")
        .asException();
  }

  private static RejectedException unnamed(String host) {
    return ErrorCode.EGRESS_REFUSED
        .reject(
            host
                + " is at an address that is not public, and the service's own configuration does"
                + " not name it")
        .withRemedy(
            "If you trust the definition there, set the address, host and port, in the service's"
                + " configuration or a profile: a definition's text or default does not count")
        .asException();
  }

  private InetAddress[] addresses(String host, int millis) throws InterruptedException {
    try {
      if (literal(host)) {
        return resolver.resolve(host);
      }
      return lookUp(host).get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw unknown(host, "could not be resolved in time");
    } catch (UnknownHostException e) {
      throw unknown(host, "does not resolve");
    } catch (ExecutionException e) {
      throw unknown(host, "does not resolve");
    }
  }

  /** One at a time for a name: who asks meanwhile waits for the same answer. */
  private Future<InetAddress[]> lookUp(String host) {
    return underWay.computeIfAbsent(
        host,
        name ->
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return resolver.resolve(name);
                  } catch (UnknownHostException e) {
                    throw new UncheckedIOException(e);
                  } finally {
                    underWay.remove(name);
                  }
                },
                threads));
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

package io.kaicd.http.gate;

import io.kaicd.http.connection.Transport;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names by which the node may be called: the bound address, the loopback names, and those that
 * its owner allows. A page elsewhere that has its own name resolve to this address is thus refused.
 */
public final class Addresses {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");
  private static final int NOT_SENT = 0;

  private final int port;
  private final int defaultPort;
  private final Set<String> names = new HashSet<>(LOOPBACK);
  private final Set<String> allowed = new HashSet<>();
  private final Set<String> ownOrigins = new HashSet<>();

  /**
   * @param host as bound; for all addresses of the machine, a name of loopback
   * @param port as bound
   * @param more {@code name} (with the bound port, or none) or {@code name:port}; an IPv6 address
   *     in brackets
   */
  public Addresses(Transport transport, String host, int port, List<String> more) {
    this.port = port;
    this.defaultPort = transport.defaultPort();
    names.add(lower(host));
    for (String entry : more) {
      allowed.add(lower(entry));
    }
    for (String name : names) {
      own(transport, bracketed(name) + ":" + port);
    }
    for (String name : allowed) {
      own(transport, hasPort(name) ? name : bracketed(name) + ":" + port);
    }
  }

  private void own(Transport transport, String authority) {
    ownOrigins.add(transport.scheme() + "://" + authority);
    String implied = ":" + defaultPort;
    if (authority.endsWith(implied)) { // a browser leaves it out
      String name = authority.substring(0, authority.length() - implied.length());
      ownOrigins.add(transport.scheme() + "://" + name);
    }
  }

  private static boolean hasPort(String entry) {
    return entry.lastIndexOf(':') > entry.lastIndexOf(']')
        && (entry.startsWith("[") || entry.indexOf(':') == entry.lastIndexOf(':'));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String bracketed(String name) {
    return name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name;
  }

  /**
   * @param sentPort 0 when the header has none
   */
  boolean accept(String host, int sentPort) {
    boolean ownPort = sentPort == port || (sentPort == NOT_SENT && port == defaultPort);
    if (ownPort && names.contains(host)) {
      return true;
    }
    String name = lower(host);
    return (ownPort && names.contains(name))
        || (!allowed.isEmpty() && isAllowed(bracketed(name), sentPort, ownPort));
  }

  private boolean isAllowed(String name, int sentPort, boolean ownPort) {
    int meant = sentPort == NOT_SENT ? defaultPort : sentPort;
    return ((ownPort || sentPort == NOT_SENT) && allowed.contains(name))
        || allowed.contains(name + ":" + meant);
  }

  boolean isOwnOrigin(String origin) {
    return ownOrigins.contains(origin);
  }
}

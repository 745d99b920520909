package io.kaicd.http.gate;

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
  private static final int DEFAULT_PORT = 80;

  private final int port;
  private final Set<String> names = new HashSet<>(LOOPBACK);
  private final Set<String> allowed = new HashSet<>();
  private final Set<String> ownOrigins = new HashSet<>();

  /**
   * @param host as bound
   * @param port as bound
   * @param more {@code name} (with the bound port, or none) or {@code name:port}
   */
  public Addresses(String host, int port, List<String> more) {
    this.port = port;
    names.add(host.toLowerCase(Locale.ROOT));
    for (String entry : more) {
      allowed.add(entry.toLowerCase(Locale.ROOT));
    }
    for (String name : names) {
      ownOrigins.add("http://" + bracketed(name) + ":" + port);
      ownOrigins.add("https://" + bracketed(name) + ":" + port);
    }
  }

  private static String bracketed(String name) {
    return name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name;
  }

  /**
   * @param sentPort 0 when the header has none
   */
  boolean accept(String host, int sentPort) {
    boolean ownPort = sentPort == port || (sentPort == NOT_SENT && port == DEFAULT_PORT);
    if (ownPort && names.contains(host)) {
      return true;
    }
    return ((ownPort || sentPort == NOT_SENT) && allowed.contains(host.toLowerCase(Locale.ROOT)))
        || (!allowed.isEmpty() && allowed.contains(host.toLowerCase(Locale.ROOT) + ":" + sentPort))
        || (ownPort && names.contains(host.toLowerCase(Locale.ROOT)));
  }

  boolean isOwnOrigin(String origin) {
    return ownOrigins.contains(origin);
  }
}

package io.kaicd.actors.egress;

import io.kaicd.contract.secret.Destination;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * A base URL that a service may call below. Comparison is on the raw text: what could be read in
 * two ways is not covered.
 *
 * @param host lower case, IPv6 in brackets
 * @param path without a slash at its end
 * @param named whether the service's owner named its host and port, and not the definition alone:
 *     only then may it be of this machine or network
 */
record AllowedBase(String scheme, String host, int port, String path, boolean named) {

  /** Empty when the text is no base URL: another scheme, no host, a user, a query, odd segments. */
  static Optional<AllowedBase> of(String text, boolean named) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (!plain(uri) || uri.getRawQuery() != null) {
      return Optional.empty();
    }
    String path = uri.getRawPath();
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return Optional.of(
        new AllowedBase(
            uri.getScheme().toLowerCase(Locale.ROOT),
            uri.getHost().toLowerCase(Locale.ROOT),
            port(uri),
            path,
            named));
  }

  boolean covers(URI uri) {
    if (!plain(uri) || !sameOrigin(uri)) {
      return false;
    }
    String asked = uri.getRawPath();
    return asked.startsWith(path)
        && (asked.length() == path.length() || asked.charAt(path.length()) == '/');
  }

  String shown() {
    return scheme + "://" + host + ":" + port + path;
  }

  private boolean sameOrigin(URI uri) {
    return scheme.equalsIgnoreCase(uri.getScheme())
        && host.equalsIgnoreCase(uri.getHost())
        && port == port(uri);
  }

  static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  /** {@code scheme://host:port}: all of an address that a message may name. */
  static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getHost() + ":" + port(uri);
  }

  /** Whether it is an http URL that every reader takes for the same place. */
  private static boolean plain(URI uri) {
    String scheme = uri.getScheme();
    boolean http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    return http
        && Destination.visible(uri)
        && uri.getHost() != null
        && uri.getHost().indexOf('%') < 0
        && uri.getRawUserInfo() == null
        && uri.getRawFragment() == null
        && uri.getPort() != 0
        && uri.getPort() <= 65_535
        && uri.getRawPath() != null
        && plainPath(uri.getRawPath());
  }

  private static boolean plainPath(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    if (lower.contains("%2f") || lower.contains("%5c") || lower.contains("%00")) {
      return false;
    }
    if (path.indexOf('\\') >= 0 || path.contains("//")) {
      return false;
    }
    for (String segment : lower.split("/", -1)) {
      String dots = segment.replace("%2e", ".");
      int parameters = dots.indexOf(';');
      String name = parameters < 0 ? dots : dots.substring(0, parameters);
      if (name.equals(".") || name.equals("..")) {
        return false;
      }
    }
    return true;
  }
}

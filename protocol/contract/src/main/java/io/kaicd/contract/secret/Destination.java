package io.kaicd.contract.secret;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a secret may be sent. Without a port it is https on 443 alone; another port, or http, is
 * sent to only where the owner named the port.
 *
 * @param host exact, lower case, maybe with a port: {@code api.example.com}, {@code gpu.lan:8000}
 * @param path a prefix in whole segments, of 1024 characters at most; {@code /} for all
 */
public record Destination(String host, String path) {
  private static final Pattern HOST =
      Pattern.compile(
          "([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|\\[[0-9a-f:.]{2,45}])(:[1-9][0-9]{0,4})?");
  // Possessive, so that it does not go one frame deeper for each segment.
  private static final Pattern PATH =
      Pattern.compile("/([A-Za-z0-9_~.-]++(?:/[A-Za-z0-9_~.-]++)*+/?)?");
  private static final Pattern DOTS = Pattern.compile("(^|.*/)\\.\\.?(/.*|$)");
  private static final Pattern ODD = Pattern.compile(".*(%2e|%2f|%5c|%00|\\\\|//|;).*");
  private static final int HTTPS = 443;
  private static final int MOST_HOST = 253 + ":65535".length();
  private static final int MOST_PATH = 1024;

  /**
   * @param text {@code HOST[:PORT][/PATH]}; what is written otherwise is not {@link #valid} and
   *     covers nothing
   */
  public static Destination of(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new Destination(text, "/")
        : new Destination(text.substring(0, slash), text.substring(slash));
  }

  /** Whether it is written as it must be. */
  public boolean valid() {
    return host.length() <= MOST_HOST
        && path.length() <= MOST_PATH
        && HOST.matcher(host).matches()
        && PATH.matcher(path).matches()
        && !DOTS.matcher(path).matches()
        && (port() <= 65_535);
  }

  /** Whether a request may carry the secret. What could be read in two ways is not covered. */
  public boolean covers(URI uri) {
    String asked = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    if (!valid() || !visible(uri) || uri.getHost() == null || uri.getRawUserInfo() != null) {
      return false;
    }
    if (ODD.matcher(asked.toLowerCase(Locale.ROOT)).matches() || DOTS.matcher(asked).matches()) {
      return false;
    }
    return sameOrigin(uri) && below(asked);
  }

  /**
   * Whether it is written in the visible characters of ASCII, as a request's first line must be: a
   * {@link URI} also takes letters of other alphabets, which may end a line once they are bytes.
   */
  public static boolean visible(URI uri) {
    return uri.toString().chars().allMatch(c -> c > ' ' && c <= '~');
  }

  private boolean sameOrigin(URI uri) {
    boolean https = "https".equalsIgnoreCase(uri.getScheme());
    if (!https && !"http".equalsIgnoreCase(uri.getScheme())) {
      return false;
    }
    int asked = uri.getPort() >= 0 ? uri.getPort() : https ? HTTPS : 80;
    boolean named = portAt() >= 0;
    String name = named ? host.substring(0, portAt()) : host;
    return name.equalsIgnoreCase(uri.getHost()) && asked == port() && (https || named);
  }

  private boolean below(String asked) {
    String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return asked.equals(prefix) || asked.startsWith(prefix + "/");
  }

  private int portAt() {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? colon : -1;
  }

  private int port() {
    return portAt() < 0 ? HTTPS : Integer.parseInt(host.substring(portAt() + 1));
  }
}

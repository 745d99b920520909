package io.kaicd.contract.definition;

import java.util.Locale;
import java.util.Set;

/** Headers of a request that say where it ends or whom it is for: the host alone sends them. */
public final class HostHeaders {
  private static final Set<String> NAMES =
      Set.of(
          "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection");

  private HostHeaders() {}

  public static boolean contains(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }
}

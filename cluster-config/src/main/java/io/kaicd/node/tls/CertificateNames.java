package io.kaicd.node.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The names and addresses that a certificate is to hold for. */
final class CertificateNames {
  private static final Set<String> ALWAYS = Set.of("localhost", "127.0.0.1", "::1");

  private CertificateNames() {}

  /**
   * @param host as bound
   * @param allowed {@code name} or {@code name:port}, an IPv6 address in brackets
   * @param machine the machine's own name
   * @return names in lower case and addresses as the JDK writes them
   */
  static Set<String> of(String host, Collection<String> allowed, String machine) {
    Set<String> names = new TreeSet<>();
    ALWAYS.forEach(name -> names.add(plain(name)));
    names.add(plain(machine));
    if (!isWildcard(host)) {
      names.add(plain(host));
    }
    allowed.forEach(entry -> names.add(plain(withoutPort(entry))));
    return names;
  }

  /** Whether a certificate holds for all of these. */
  static boolean covers(X509Certificate certificate, Set<String> names) {
    Set<String> held = new HashSet<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all != null) {
        all.forEach(entry -> held.add(plain(String.valueOf(entry.get(1)))));
      }
    } catch (CertificateParsingException e) {
      return false;
    }
    return held.containsAll(names);
  }

  /** Whether it is an address, and so another kind of entry. */
  static boolean isAddress(String name) {
    try {
      return !address(name).getHostAddress().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isWildcard(String host) {
    return isAddress(host) && address(host).isAnyLocalAddress();
  }

  private static String plain(String name) {
    return isAddress(name) ? address(name).getHostAddress() : name.toLowerCase(Locale.ROOT);
  }

  private static InetAddress address(String literal) {
    return InetAddress.ofLiteral(literal);
  }

  private static String withoutPort(String entry) {
    if (entry.startsWith("[")) {
      return entry.substring(1, entry.indexOf(']'));
    }
    int colon = entry.indexOf(':');
    return colon < 0 ? entry : entry.substring(0, colon);
  }
}

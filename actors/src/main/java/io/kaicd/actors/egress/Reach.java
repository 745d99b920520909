package io.kaicd.actors.egress;

import io.kaicd.contract.egress.EgressLine;
import java.net.Inet4Address;
import java.net.InetAddress;

/** How far away an address is. */
final class Reach {
  private Reach() {}

  /** Loopback, RFC 1918 and RFC 4193; all else is public, whatever carries it. */
  static EgressLine.Reach of(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return EgressLine.Reach.LOOPBACK;
    }
    boolean mine =
        address instanceof Inet4Address
            ? address.isSiteLocalAddress()
            : (address.getAddress()[0] & 0xfe) == 0xfc;
    return mine ? EgressLine.Reach.PRIVATE : EgressLine.Reach.PUBLIC;
  }
}

package io.kaicd.actors.egress;

import io.kaicd.contract.egress.EgressLine;
import java.net.InetAddress;

/** How far away an address is. */
final class Reach {
  private Reach() {}

  /** Loopback, RFC 1918 and RFC 4193; all else is public, whatever carries it. */
  static EgressLine.Reach of(InetAddress address) {
    return AddressKind.of(address).reach();
  }
}

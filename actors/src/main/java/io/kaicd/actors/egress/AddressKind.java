package io.kaicd.actors.egress;

import io.kaicd.contract.egress.EgressLine;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** What an address is, and so who may have a service connect to it. */
enum AddressKind {
  /** Link-local, or a cloud's metadata: nobody. */
  FORBIDDEN,
  /** Multicast, kept for later, or for examples: nobody. */
  RESERVED,
  /** This machine, by its unspecified address too: only who owns the service. */
  LOOPBACK,
  /** RFC 1918 and RFC 4193: only who owns the service. */
  PRIVATE,
  /**
   * Not public, and not surely of the house: shared by a carrier's or an overlay's customers (RFC
   * 6598), for benchmarks (RFC 2544), site-local of old, or another IPv4 address inside IPv6 that
   * is not public. Only who owns the service.
   */
  SHARED,
  PUBLIC;

  private static final byte[] UNSPECIFIED = new byte[16];
  private static final byte[] SIX_LOOPBACK = loopback();

  static AddressKind of(InetAddress address) {
    if (ForbiddenAddresses.contains(address)) {
      return FORBIDDEN;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? ofFour(bytes) : ofSix(bytes);
  }

  /**
   * @param named whether the service's owner named its host and port
   */
  boolean allowed(boolean named) {
    return switch (this) {
      case FORBIDDEN, RESERVED -> false;
      case LOOPBACK, PRIVATE, SHARED -> named;
      case PUBLIC -> true;
    };
  }

  /** How far away it is taken to be: what is not surely of the house is public. */
  EgressLine.Reach reach() {
    return switch (this) {
      case LOOPBACK -> EgressLine.Reach.LOOPBACK;
      case PRIVATE -> EgressLine.Reach.PRIVATE;
      case FORBIDDEN, RESERVED, SHARED, PUBLIC -> EgressLine.Reach.PUBLIC;
    };
  }

  private static AddressKind ofFour(byte[] bytes) {
    int a = bytes[0] & 0xff;
    int b = bytes[1] & 0xff;
    int c = bytes[2] & 0xff;
    if (a == 127 || (a == 0 && b == 0 && c == 0 && bytes[3] == 0)) {
      return LOOPBACK; // Linux connects 0.0.0.0 to itself
    }
    if (a == 10 || (a == 172 && (b & 0xf0) == 16) || (a == 192 && b == 168)) {
      return PRIVATE;
    }
    if ((a == 100 && (b & 0xc0) == 64) || (a == 198 && (b & 0xfe) == 18)) {
      return SHARED;
    }
    boolean examples =
        (a == 192 && b == 0 && (c == 0 || c == 2))
            || (a == 198 && b == 51 && c == 100)
            || (a == 203 && b == 0 && c == 113);
    boolean relays = a == 192 && b == 88 && c == 99;
    return a == 0 || a >= 224 || examples || relays ? RESERVED : PUBLIC;
  }

  private static AddressKind ofSix(byte[] bytes) {
    if (Arrays.equals(bytes, UNSPECIFIED) || Arrays.equals(bytes, SIX_LOOPBACK)) {
      return LOOPBACK;
    }
    int a = bytes[0] & 0xff;
    int b = bytes[1] & 0xff;
    if ((a & 0xfe) == 0xfc) {
      return PRIVATE;
    }
    if ((a == 0xfe && (b & 0xc0) == 0xc0) || CarriedIpv4.ofOnesOwnNat64(bytes)) {
      return SHARED;
    }
    List<AddressKind> carried = CarriedIpv4.in(bytes).stream().map(AddressKind::ofFour).toList();
    if (!carried.isEmpty()) {
      return carried.contains(RESERVED)
          ? RESERVED
          : carried.stream().allMatch(each -> each == PUBLIC) ? PUBLIC : SHARED;
    }
    // Nothing else has been given out; of it, 2001:db8::/32 and 3fff::/20 are for examples.
    boolean examples =
        (a == 0x20 && b == 1 && bytes[2] == 0x0d && (bytes[3] & 0xff) == 0xb8)
            || (a == 0x3f && b == 0xff && (bytes[2] & 0xf0) == 0);
    // 2001:0::/23 is the registry of protocols: Teredo above, benchmarks, ORCHID.
    boolean protocols = a == 0x20 && b == 1 && (bytes[2] & 0xfe) == 0;
    return (a & 0xe0) == 0x20 && !examples && !protocols ? PUBLIC : RESERVED;
  }

  private static byte[] loopback() {
    byte[] bytes = new byte[16];
    bytes[15] = 1;
    return bytes;
  }
}

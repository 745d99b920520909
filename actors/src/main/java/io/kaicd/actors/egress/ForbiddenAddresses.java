package io.kaicd.actors.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Addresses that no service may reach, whatever its configuration: where clouds hand out a
 * machine's own credentials, and link-local neighbours. IPv4 addresses are seen through the forms
 * that carry them inside IPv6.
 */
final class ForbiddenAddresses {
  // EC2 on IPv6, and Google's (fd20:ce::254).
  private static final List<byte[]> SINGLE_V6 =
      List.of(hex("fd000ec2000000000000000000000254"), hex("fd2000ce000000000000000000000254"));
  // Alibaba's metadata, Oracle's, and Azure's wire server.
  private static final List<byte[]> SINGLE_V4 =
      List.of(hex("646464c8"), hex("c00000c0"), hex("a83f8110"));
  private static final byte[] NAT64 = hex("0064ff9b0000000000000000");

  private ForbiddenAddresses() {}

  static boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return forbiddenV4(bytes);
    }
    boolean linkLocal = (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xc0) == 0x80;
    if (linkLocal || SINGLE_V6.stream().anyMatch(one -> Arrays.equals(one, bytes))) {
      return true;
    }
    if (carriesV4AtItsEnd(bytes)) {
      return forbiddenV4(Arrays.copyOfRange(bytes, 12, 16));
    }
    boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
    return sixToFour && forbiddenV4(Arrays.copyOfRange(bytes, 2, 6));
  }

  private static boolean forbiddenV4(byte[] bytes) {
    boolean linkLocal = (bytes[0] & 0xff) == 169 && (bytes[1] & 0xff) == 254;
    return linkLocal || SINGLE_V4.stream().anyMatch(one -> Arrays.equals(one, bytes));
  }

  /** Mapped, compatible, translated (RFC 2765) and NAT64 forms. */
  private static boolean carriesV4AtItsEnd(byte[] bytes) {
    if (Arrays.equals(bytes, 0, 12, NAT64, 0, 12)) {
      return true;
    }
    for (int i = 0; i < 8; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    int high = (bytes[8] & 0xff) << 8 | (bytes[9] & 0xff);
    int low = (bytes[10] & 0xff) << 8 | (bytes[11] & 0xff);
    return (high == 0 && (low == 0 || low == 0xffff)) || (high == 0xffff && low == 0);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}

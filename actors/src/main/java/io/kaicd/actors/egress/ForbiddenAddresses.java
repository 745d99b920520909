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
  // Amazon keeps all of its instance services there: metadata, EKS Pod Identity, DNS, time.
  private static final byte[] AMAZON_V6 = hex("fd000ec2");
  private static final List<byte[]> SINGLE_V6 =
      List.of(
          hex("fd2000ce000000000000000000000254"), // Google
          hex("fd000042000000000000000000000042"), // Scaleway
          hex("fd0000c10000000000000000a9fea9fe"), // Oracle
          hex("fd00a9fea9fe00000000000000000001"), // Akamai
          hex("fd000100000000000000000001000200")); // Alibaba
  // Alibaba's metadata, Oracle's, and Azure's wire server.
  private static final List<byte[]> SINGLE_V4 =
      List.of(hex("646464c8"), hex("c00000c0"), hex("a83f8110"));

  private ForbiddenAddresses() {}

  static boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return forbiddenV4(bytes);
    }
    boolean linkLocal = (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xc0) == 0x80;
    return linkLocal
        || CarriedIpv4.begins(bytes, AMAZON_V6)
        || SINGLE_V6.stream().anyMatch(one -> Arrays.equals(one, bytes))
        || CarriedIpv4.in(bytes).stream().anyMatch(ForbiddenAddresses::forbiddenV4);
  }

  private static boolean forbiddenV4(byte[] bytes) {
    boolean linkLocal = (bytes[0] & 0xff) == 169 && (bytes[1] & 0xff) == 254;
    return linkLocal || SINGLE_V4.stream().anyMatch(one -> Arrays.equals(one, bytes));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
